import { ModuleError } from './errors.ts'
import type { ModuleSettings } from './hook-module.ts'
import { checkLoadOrder, isLoadOrder } from './load-order.ts'
import type { LoadOrder } from './load-order.ts'
import { isPlainObject } from './merge-settings.ts'
import { isIgnoredName, moduleName } from './module-name.ts'

/** The longest a timer of Node can wait, in milliseconds; a longer one would fire at once. */
const maxTimeout = 2_147_483_647

/** One place where settings stand: `modules` of the configuration, or a file. */
export interface SettingsSource {
  readonly value: unknown
  /** How messages name it: `the configuration`, `config/hook.json`. */
  readonly title: string
  /** Absolute path; `undefined` for the configuration. */
  readonly file: string | undefined
}

/** What one place says. */
export interface ReadSettings {
  /** By name without prefix. `key` is the name as it is written, `settings` without what was given in code. */
  readonly modules: ReadonlyMap<
    string,
    { readonly key: string; readonly settings: ModuleSettings; readonly given: unknown }
  >
  /** Milliseconds for every module without a `timeout` of its own. */
  readonly timeout: number | undefined
  readonly load: LoadOrder
}

/**
 * Reads the settings of one place, in either shape: `{ <name>: { … } }` or `{ settings: { <name>: { … } } }`, with `timeout` and
 * `load` beside them. They are told from modules that are really named so: `timeout` is a number, `load` has no key but
 * `before`, `order`, `after`, and in `settings` every value is an object. Names below `settings` are always modules.
 *
 * @returns names that start with `_` or `.` are set aside, and so is `$schema`
 * @throws ModuleError `MODULE_SETTINGS_INVALID`, `MODULE_LOAD_ORDER`, `MODULE_NAME_TWICE`
 */
export function readSettings(source: SettingsSource): ReadSettings {
  const { value, title, file } = source
  if (!isPlainObject(value)) {
    const message = `The settings of hook modules in ${title} are no object: give \`{ "<name>": { … } }\``
    throw new ModuleError('MODULE_SETTINGS_INVALID', message, { file })
  }
  const modules = new Map<string, { key: string; settings: ModuleSettings; given: unknown }>()
  let timeout: number | undefined
  let load: LoadOrder = {}
  const add = (key: string, settings: unknown): void => {
    const name = moduleName(key)
    if (modules.has(name)) {
      const message = `The settings have two entries for the hook module "${name}"${of(source)}`
      throw new ModuleError('MODULE_NAME_TWICE', message, { module: name, file })
    }
    if (!isPlainObject(settings)) {
      const message = `The settings of the hook module "${name}"${of(source)} are no object: give \`{ enabled, … }\``
      throw new ModuleError('MODULE_SETTINGS_INVALID', message, { module: name, file })
    }
    checkSettings(settings, name, source)
    if (file !== undefined) return void modules.set(name, { key, settings, given: undefined })
    const { module: given, ...own } = settings
    modules.set(name, { key, settings: own, given })
  }
  for (const [key, inner] of entriesOf(value)) {
    if (key === 'timeout' && typeof inner === 'number') {
      checkTimeout(inner, `\`timeout\`${of(source)}`)
      timeout = inner
    } else if (key === 'load' && isLoadOrder(inner)) load = checkLoadOrder(inner, title)
    else if (key === 'settings' && isAllObjects(inner)) for (const [name, own] of entriesOf(inner)) add(name, own)
    else add(key, inner)
  }
  return { modules, timeout, load }
}

const entriesOf = (object: Record<string, unknown>): [string, unknown][] =>
  Object.entries(object).filter(([key, value]) => !isIgnoredName(key) && key !== '$schema' && value !== undefined)

const isAllObjects = (value: unknown): value is Record<string, unknown> =>
  isPlainObject(value) && entriesOf(value).every(([, inner]) => isPlainObject(inner))

/** ` in config/hook.json`; nothing for the configuration, where everybody looks first. */
const of = ({ title, file }: SettingsSource): string => (file === undefined ? '' : ` in ${title}`)

/**
 * Checks the settings that the loader itself reads.
 *
 * @throws ModuleError `MODULE_SETTINGS_INVALID`
 */
export function checkSettings(settings: ModuleSettings, module: string, source?: SettingsSource): void {
  const { enabled, timeout } = settings
  const where = source === undefined ? '' : of(source)
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    const message = `\`enabled\` of the hook module "${module}"${where} must be true or false`
    throw new ModuleError('MODULE_SETTINGS_INVALID', message, { module, file: source?.file })
  }
  if (timeout !== undefined) checkTimeout(timeout, `\`timeout\` of the hook module "${module}"${where}`, module)
}

/**
 * @param what names the value in the message
 * @throws ModuleError `MODULE_SETTINGS_INVALID` unless it is a number of milliseconds a timer can wait
 */
export function checkTimeout(timeout: unknown, what: string, module?: string): void {
  if (typeof timeout === 'number' && timeout >= 1 && timeout <= maxTimeout) return
  throw new ModuleError('MODULE_SETTINGS_INVALID', `${what} must be milliseconds from 1 to ${maxTimeout}`, { module })
}
