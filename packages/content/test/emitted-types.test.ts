import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { emitTypes } from '../src/index.ts'
import { richConfig } from './types/rich-config.ts'

const repository = join(import.meta.dirname, '../../..')
const mark = /^ *\/\/ @ts-expect-error$/

/** Compiles files below this package, so that `@crochet/content` is found. @returns the lines of the errors by file */
async function errorsOf(files: Record<string, string>): Promise<{ file: string; line: number; text: string }[]> {
  const folder = await mkdtemp(join(import.meta.dirname, '.types-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const config = {
      extends: relative(folder, join(repository, 'tsconfig.json')),
      files: Object.keys(files),
      include: [],
      exclude: [],
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const { stdout } = await promisify(execFile)('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    )
    return [...stdout.matchAll(/^(\S+?)\((\d+),\d+\): (error .*)$/gm)].map(([, file = '', line, text = '']) => ({
      file,
      line: Number(line),
      text,
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const cases = await readFile(join(import.meta.dirname, 'types/cases.ts'), 'utf8')
const types = emitTypes(richConfig)

test('with the types that were made, the Local API, hooks and access functions know documents and data', async () => {
  expect(await errorsOf({ 'cases.ts': cases, 'crochet-types.ts': types })).toEqual([])
})

test('without its marks, each marked line of the cases is an error, and no other line is', async () => {
  const lines = cases.split('\n')
  const marked = lines.flatMap((line, index) => (mark.test(line) ? [index + 2] : []))
  expect(marked.length).toBeGreaterThan(25)
  const unmarked = lines.map((line) => (mark.test(line) ? '' : line)).join('\n')
  const errors = await errorsOf({ 'cases.ts': unmarked, 'crochet-types.ts': types })
  expect([...new Set(errors.map(({ line }) => line))]).toEqual(marked)
})

test('as a declaration file it is found by being in the program, without an import', async () => {
  const use = `import type { Content } from '@crochet/content'
export const titles = async (content: Content): Promise<string[]> =>
  (await content.find({ collection: 'posts' })).docs.map((doc) => doc.title)
// @ts-expect-error
export const wrong = (content: Content): Promise<unknown> => content.find({ collection: 'pots' })
`
  expect(await errorsOf({ 'use.ts': use, 'crochet-types.d.ts': types })).toEqual([])
})

test('without generated types everything is as loose as before', async () => {
  const use = `import type { CollectionConfig, Content, Doc } from '@crochet/content'
export const any = async (content: Content, slug: string): Promise<Doc[]> => [
  await content.create({ collection: slug, data: { anything: 1 } }),
  await content.update({ collection: 'posts', id: 7, data: { anything: [] }, select: { title: true } }),
  await content.findGlobal({ slug }),
]
export const posts: CollectionConfig = { slug: 'posts', fields: [], hooks: { beforeChange: [({ data }) => data['x']] } }
`
  expect(await errorsOf({ 'use.ts': use })).toEqual([])
})
