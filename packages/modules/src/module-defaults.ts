import { dirname, join } from 'node:path'
import { ModuleError } from './errors.ts'
import { isPlainObject } from './merge-settings.ts'
import { moduleName } from './module-name.ts'
import { readJsonFile } from './read-json-file.ts'
import { moduleTitle } from './run-phase.ts'
import type { PhaseModule } from './run-phase.ts'

/**
 * The `defaults.json` of a module, which lies beside its entry or in its folder.
 *
 * @returns what it holds, flat or below the module's name; empty when there is none
 * @throws ModuleError `MODULE_SETTINGS_FILE`
 */
export async function defaultsFile(folder: string, module: PhaseModule): Promise<Record<string, unknown>> {
  const beside = module.file === undefined ? folder : dirname(module.file)
  for (const place of new Set([beside, folder])) {
    const file = join(place, 'defaults.json')
    const read = await readJsonFile(file)
    if (read.kind === 'missing') continue
    const fail = (what: string, cause?: unknown): ModuleError =>
      new ModuleError('MODULE_SETTINGS_FILE', `${moduleTitle(module)} has a defaults.json that ${what}`, {
        module: module.name,
        file,
        ...(cause === undefined ? {} : { cause }),
      })
    if (read.kind === 'unusable') throw fail(read.what, read.cause)
    if (!isPlainObject(read.value)) throw fail('is no object')
    return withoutName(module.name, read.value)
  }
  return {}
}

/** What stands below the module's name, when that is the only key and holds an object; else all of it. */
export function withoutName(name: string, defaults: Record<string, unknown>): Record<string, unknown> {
  const [first, ...others] = Object.entries(defaults)
  if (first === undefined || others.length > 0) return defaults
  const [key, inner] = first
  return moduleName(key) === name && isPlainObject(inner) ? inner : defaults
}
