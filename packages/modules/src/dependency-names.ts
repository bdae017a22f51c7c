import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ModuleError } from './errors.ts'
import { isListOfNames } from './hook-shape.ts'
import { isPlainObject } from './merge-settings.ts'
import { moduleTitle } from './run-phase.ts'
import type { PhaseModule } from './run-phase.ts'

/**
 * The dependencies that a module's package.json declares under `crochet.dependencies` and `strapi.dependencies`.
 *
 * @param folder the module's folder
 * @returns names as written; empty when there is no package.json
 * @throws ModuleError `MODULE_PACKAGE_INVALID`
 */
export async function packageDependencies(folder: string, module: PhaseModule): Promise<string[]> {
  const path = join(folder, 'package.json')
  const fail = (what: string, cause?: unknown): ModuleError =>
    new ModuleError('MODULE_PACKAGE_INVALID', `${moduleTitle(module)} has a package.json that ${what}`, {
      module: module.name,
      file: path,
      ...(cause === undefined ? {} : { cause }),
    })
  let manifest: unknown
  try {
    manifest = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw fail('cannot be read', error)
  }
  if (!isPlainObject(manifest)) throw fail('is no object')
  const names: string[] = []
  for (const key of ['crochet', 'strapi']) {
    const section = manifest[key]
    const declared = isPlainObject(section) ? (section['dependencies'] ?? []) : []
    if (!isListOfNames(declared)) throw fail(`has \`${key}.dependencies\` that are no list of module names`)
    names.push(...declared)
  }
  return names
}
