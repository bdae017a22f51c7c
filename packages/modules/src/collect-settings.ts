import { join } from 'node:path'
import { ModuleError } from './errors.ts'
import type { ModuleSettings } from './hook-module.ts'
import { loadLists } from './load-order.ts'
import type { LoadOrder } from './load-order.ts'
import { mergeSettings } from './merge-settings.ts'
import { readJsonFile } from './read-json-file.ts'
import { readSettings } from './read-settings.ts'
import type { ReadSettings, SettingsSource } from './read-settings.ts'

/** Everything that is configured, from all places together. */
export interface CollectedSettings {
  /** By name without prefix. */
  readonly modules: ReadonlyMap<string, ConfiguredModule>
  readonly timeout: number | undefined
  readonly load: LoadOrder
}

export interface ConfiguredModule {
  /** Merged: the files under the configuration. */
  readonly settings: ModuleSettings
  /** What was given as `module`, if anything. */
  readonly given: unknown
  /** The names under which it is written, with prefix where it has one. */
  readonly keys: readonly string[]
  /** Where it is named first, for messages. */
  readonly source: SettingsSource
}

/**
 * Collects the settings of hook modules, from the weakest to the strongest: `config/hook.json`, `config/environments/<environment>/hook.json`
 * (of older projects), `config/env/<environment>/hook.json`, `modules` of the configuration. Merged deeply.
 *
 * @param environment the value of NODE_ENV
 * @throws ModuleError `MODULE_SETTINGS_INVALID`, `MODULE_SETTINGS_FILE`, `MODULE_LOAD_ORDER`, `MODULE_NAME_TWICE`
 */
export async function collectSettings(
  root: string,
  { configured, environment }: { configured: unknown; environment: string },
): Promise<CollectedSettings> {
  const sources = [...(await settingsFiles(root, environment))]
  sources.push({ value: configured, title: 'the configuration', file: undefined })
  const modules = new Map<string, ConfiguredModule>()
  let timeout: number | undefined
  let load: LoadOrder = {}
  for (const source of sources) {
    const read = readSettings(source)
    timeout = read.timeout ?? timeout
    load = {
      ...load,
      ...Object.fromEntries(loadLists.flatMap((list) => (read.load[list] ? [[list, read.load[list]]] : []))),
    }
    for (const [name, entry] of read.modules)
      modules.set(name, combined(name, { entry, source, earlier: modules.get(name) }))
  }
  return { modules, timeout, load }
}

type Entry = ReadSettings['modules'] extends ReadonlyMap<string, infer One> ? One : never

function combined(
  name: string,
  { entry, source, earlier }: { entry: Entry; source: SettingsSource; earlier: ConfiguredModule | undefined },
): ConfiguredModule {
  return {
    settings: mergeSettings(name, earlier?.settings ?? {}, entry.settings),
    given: entry.given ?? earlier?.given,
    keys: [...(earlier?.keys ?? []), entry.key],
    source: earlier?.source ?? source,
  }
}

async function settingsFiles(root: string, environment: string): Promise<SettingsSource[]> {
  if (!/^\w[\w.-]*$/.test(environment)) {
    const message = `NODE_ENV is ${JSON.stringify(environment)}, which cannot be the name of a folder below config/env`
    throw new ModuleError('MODULE_SETTINGS_INVALID', message)
  }
  const sources: SettingsSource[] = []
  for (const folder of ['config', `config/environments/${environment}`, `config/env/${environment}`]) {
    const title = `${folder}/hook.json`
    const file = join(root, title)
    const read = await readJsonFile(file)
    if (read.kind === 'value') sources.push({ value: read.value, title, file })
    if (read.kind !== 'unusable') continue
    throw new ModuleError('MODULE_SETTINGS_FILE', `The settings of hook modules in ${title}: the file ${read.what}`, {
      file,
      cause: read.cause,
    })
  }
  return sources
}
