import { join } from 'node:path'
import { ModuleError } from './errors.ts'
import { isListOfNames } from './hook-shape.ts'
import { isPlainObject } from './merge-settings.ts'
import { readJsonFile } from './read-json-file.ts'
import { moduleTitle } from './run-phase.ts'
import type { PhaseModule } from './run-phase.ts'

/** What a module's package.json says, as far as the loader reads it. */
export interface ModuleManifest {
  readonly main: unknown
  readonly exports: unknown
  /** `crochet.dependencies` and `strapi.dependencies`, as written. */
  readonly dependencies: readonly string[]
}

const none: ModuleManifest = { main: undefined, exports: undefined, dependencies: [] }

/**
 * Reads the package.json of a module.
 *
 * @param folder the module's folder
 * @returns an empty one when there is none
 * @throws ModuleError `MODULE_PACKAGE_INVALID`
 */
export async function readManifest(folder: string, module: PhaseModule): Promise<ModuleManifest> {
  const path = join(folder, 'package.json')
  const fail = (what: string, cause?: unknown): ModuleError =>
    new ModuleError('MODULE_PACKAGE_INVALID', `${moduleTitle(module)} has a package.json that ${what}`, {
      module: module.name,
      file: path,
      ...(cause === undefined ? {} : { cause }),
    })
  const read = await readJsonFile(path)
  if (read.kind === 'missing') return none
  if (read.kind === 'unusable') throw fail(read.what, read.cause)
  const manifest = read.value
  if (!isPlainObject(manifest)) throw fail('is no object')
  const dependencies: string[] = []
  for (const key of ['crochet', 'strapi']) {
    const section = manifest[key]
    const declared = isPlainObject(section) ? (section['dependencies'] ?? []) : []
    if (!isListOfNames(declared)) throw fail(`has \`${key}.dependencies\` that are no list of module names`)
    dependencies.push(...declared)
  }
  return { main: manifest['main'], exports: manifest['exports'], dependencies }
}
