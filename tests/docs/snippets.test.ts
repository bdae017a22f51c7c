import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

/**
 * Every `ts` block of the documentation is type-checked and run as it stands. A block whose first line is a comment with a file
 * name (`// crochet.config.ts`) is only written and checked; the blocks after it on the page may import it.
 */
const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'tests/docs/.snippets')
const run = promisify(execFile)

interface Snippet {
  page: string
  file: string
  runs: boolean
  code: string
}

const pages = globSync(['*.md', 'docs/guide/*.md', 'packages/*/README.md', 'examples/*/README.md'], {
  cwd: root,
}).sort()
const snippets: Snippet[] = pages.flatMap(extract)

function extract(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8')
  const own = join(folder, page.replaceAll(/[/.]/g, '-'))
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => {
    const name = /^\/\/ ([\w./-]+\.ts)\n/.exec(code)?.[1]
    return { page, file: join(own, name ?? `snippet-${index + 1}.ts`), runs: name === undefined, code }
  })
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const { file, code } of snippets) {
    mkdirSync(resolve(file, '..'), { recursive: true })
    // A module of its own even without imports, so that names of two snippets do not meet.
    writeFileSync(file, `${code}\nexport {}\n`)
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      include: ['**/*.ts'],
      exclude: [],
    }),
  )
})

describe('snippets of the documentation', () => {
  test('there are some', () => expect(snippets.length).toBeGreaterThan(10))

  test('are type-checked', async () => {
    const { stdout } = await run('tsc', ['-p', folder], { cwd: root }).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  })

  for (const { page, file } of snippets.filter((snippet) => snippet.runs)) {
    test(`${page}: ${file.slice(folder.length + 1)} runs`, async () => {
      await run(process.execPath, ['--conditions=crochet-source', file], { cwd: resolve(file, '..'), timeout: 30_000 })
    })
  }
})
