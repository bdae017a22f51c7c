import { ModuleError } from './errors.ts'
import type { ModuleSettings } from './hook-module.ts'
import { isPlainObject } from './merge-settings.ts'
import { isIgnoredName, moduleName } from './module-name.ts'

/** The longest a timer of Node can wait, in milliseconds; a longer one would fire at once. */
const maxTimeout = 2_147_483_647

/**
 * Checks the settings as they stand in the configuration.
 *
 * @param settings by module name, with or without prefix; names that start with `_` or `.` are set aside
 * @returns the same settings by name without prefix
 * @throws ModuleError `MODULE_SETTINGS_INVALID`, `MODULE_NAME_TWICE`
 */
export function readSettings(settings: Readonly<Record<string, ModuleSettings>>): Map<string, ModuleSettings> {
  const byName = new Map<string, ModuleSettings>()
  for (const [key, value] of Object.entries(settings)) {
    if (isIgnoredName(key) || value === undefined) continue
    const name = moduleName(key)
    if (byName.has(name)) {
      throw new ModuleError('MODULE_NAME_TWICE', `The settings have two entries for the hook module "${name}"`, {
        module: name,
      })
    }
    if (!isPlainObject(value)) {
      const message = `The settings of the hook module "${name}" are no object: give \`{ enabled, … }\``
      throw new ModuleError('MODULE_SETTINGS_INVALID', message, { module: name })
    }
    checkSettings(value, name)
    byName.set(name, value)
  }
  return byName
}

/**
 * Checks the settings that the loader itself reads.
 *
 * @throws ModuleError `MODULE_SETTINGS_INVALID`
 */
export function checkSettings(settings: ModuleSettings, module: string): void {
  const { enabled, timeout } = settings
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    const message = `\`enabled\` of the hook module "${module}" must be true or false`
    throw new ModuleError('MODULE_SETTINGS_INVALID', message, { module })
  }
  if (timeout !== undefined) checkTimeout(timeout, `\`timeout\` of the hook module "${module}"`, module)
}

/**
 * @param what names the value in the message
 * @throws ModuleError `MODULE_SETTINGS_INVALID` unless it is a number of milliseconds a timer can wait
 */
export function checkTimeout(timeout: unknown, what: string, module?: string): void {
  if (typeof timeout === 'number' && timeout >= 1 && timeout <= maxTimeout) return
  throw new ModuleError('MODULE_SETTINGS_INVALID', `${what} must be milliseconds from 1 to ${maxTimeout}`, { module })
}
