import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = join(import.meta.dirname, '..', '..', '..')
const mark = /^ *\/\/ @ts-expect-error$/

/** Runs the compiler on one file beside the tests of this package and gives the lines of its errors, one for each. */
async function errorLines(source: string): Promise<{ lines: number[]; output: string }> {
  // Below this package, so that `@crochet/hooks` and vitest are found as they are by the real file.
  const folder = await mkdtemp(join(import.meta.dirname, '.types-'))
  try {
    await writeFile(join(folder, 'types.ts'), source)
    const config = { extends: relative(folder, join(repository, 'tsconfig.json')), files: ['types.ts'], include: [] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
    const run = promisify(execFile)(process.execPath, [compiler, '-p', folder, '--pretty', 'false'])
    const output = await run.then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    )
    return { lines: [...output.matchAll(/types\.ts\((\d+),\d+\): error/g)].map((match) => Number(match[1])), output }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const source = await readFile(join(import.meta.dirname, 'types.test.ts'), 'utf8')

test('the type tests compile as they are', async () => {
  expect((await errorLines(source)).output).toBe('')
})

test('without its marks, each marked line of the type tests is an error, and no other line is', async () => {
  const lines = source.split('\n')
  const marked = lines.flatMap((line, index) => (mark.test(line) ? [index + 2] : []))
  expect(marked.length).toBeGreaterThan(50)
  const unmarked = lines.map((line) => (mark.test(line) ? '' : line)).join('\n')
  const { lines: wrong } = await errorLines(unmarked)
  expect([...new Set(wrong)]).toEqual(marked)
})
