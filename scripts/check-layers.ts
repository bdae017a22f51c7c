import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'

/**
 * Enforces the table of ARCHITECTURE.md: a package imports only packages of a lower level, declares what it imports, enters
 * others by their entry points, and its files do not reach outside it.
 */
const levels: Record<string, number> = {
  hooks: 0,
  storage: 1,
  modules: 1,
  realtime: 2,
  content: 2,
  jobs: 2,
  http: 3,
  live: 3,
  client: 3,
  crochet: 4,
}

interface Manifest {
  name: string
  exports: Record<string, unknown>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const root = resolve(import.meta.dirname, '..')
const folders = readdirSync(join(root, 'packages'))
const manifests = new Map(
  folders.map((folder) => [
    folder,
    JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as Manifest,
  ]),
)
const folderOf = new Map([...manifests].map(([folder, manifest]) => [manifest.name, folder]))
const problems: string[] = []

for (const [folder, manifest] of manifests) {
  const level = levels[folder]
  if (level === undefined)
    problems.push(`packages/${folder} has no level: add it to the table in scripts/check-layers.ts`)
  for (const file of sources(join(root, 'packages', folder, 'src'))) {
    for (const specifier of importsOf(file)) {
      const problem = judge({ folder, manifest, level: level ?? 0 }, file, specifier)
      if (problem !== undefined) problems.push(`${relative(root, file)} imports "${specifier}": ${problem}`)
    }
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

/** What is wrong with an import, if anything. */
function judge(
  { folder, manifest, level }: { folder: string; manifest: Manifest; level: number },
  file: string,
  specifier: string,
): string | undefined {
  if (specifier.startsWith('.')) {
    const inside = resolve(dirname(file), specifier).startsWith(join(root, 'packages', folder, 'src'))
    return inside ? undefined : `it lies outside packages/${folder}/src`
  }
  if (specifier.startsWith('node:')) return folder === 'hooks' ? 'the engine imports nothing from "node:"' : undefined
  const name = packageName(specifier)
  const { dependencies, peerDependencies } = manifest
  if ({ ...peerDependencies, ...dependencies }[name] === undefined)
    return `${manifest.name} does not list ${name} in its dependencies`
  const target = folderOf.get(name)
  if (target === undefined) return undefined
  const entry = `.${specifier.slice(name.length)}`
  if (!(entry in (manifests.get(target)?.exports ?? {}))) return `${name} exports no "${entry}"`
  const targetLevel = levels[target] ?? 0
  return targetLevel < level ? undefined : `${name} (level ${targetLevel}) is not below level ${level}`
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !basename(name).endsWith('.d.ts'))
    .map((name) => join(folder, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const pattern =
    /^\s*(?:import|export)\s[^'"`]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}
