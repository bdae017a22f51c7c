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

/** What a source file imports: `import … from`, `export … from`, `import '…'`, each also over several lines. */
const imports = (source: string): string[] =>
  [...source.matchAll(/^(?:(?:import|export)\s[^'\n]*|\} )\bfrom '([^']+)'$|^import '([^']+)'$/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  )

test('imports are found', () => {
  expect(sources.flatMap(([, source]) => imports(source)).length).toBeGreaterThan(40)
  expect(imports("import a from 'a'\nexport { b } from 'b'\nimport {\n  c,\n} from 'c'\nimport 'd'")).toEqual([
    ...'abcd',
  ])
})

test.each(sources)('%s imports only files of this package', (_, source) => {
  expect(imports(source).filter((name) => !/^\.{1,2}\/[a-z./-]+\.ts$/.test(name))).toEqual([])
  expect(source).not.toMatch(/\brequire\s*\(|\bimport\s*\(|\bimport\.meta|\bprocess\b\.|\bBuffer\b/)
})

test.each(sources)('%s makes no code from text', (_, source) => {
  expect(source).not.toMatch(/\bnew\s+Function\b|\bFunction\s*\(|\beval\s*\(|\bset(?:Timeout|Interval)\s*\(\s*['"`]/)
})

test('the package has no dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object | undefined>
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies', 'bundledDependencies']
  expect(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))).toEqual([])
})
