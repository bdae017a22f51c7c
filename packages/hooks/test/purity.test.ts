import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const sources = files.map((name) => [name, readFileSync(join(root, 'src', name), 'utf8')] as const)

test('there are sources to look at', () => {
  expect(files.length).toBeGreaterThan(20)
})

test.each(sources)('%s imports only files of this package', (_, source) => {
  const imported = [...source.matchAll(/\b(?:from|import)\s*\(?\s*(['"`])(.*?)\1/g)].map((match) => match[2] ?? '')
  expect(imported.filter((name) => !/^\.{1,2}\//.test(name) && name !== '@crochet/hooks')).toEqual([])
  expect(source).not.toMatch(/\brequire\s*\(|\bprocess\b\.|\bBuffer\b|globalThis\.process/)
})

test.each(sources)('%s makes no code from text', (_, source) => {
  expect(source).not.toMatch(/\bnew\s+Function\b|\bFunction\s*\(|\beval\s*\(|\bset(?:Timeout|Interval)\s*\(\s*['"`]/)
})

test('the package has no dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object | undefined>
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies', 'bundledDependencies']
  expect(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))).toEqual([])
})
