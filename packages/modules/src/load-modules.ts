import { resolve } from 'node:path'
import { orderModules } from './check-dependencies.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { discoverProjectModules } from './discover.ts'
import { ModuleError } from './errors.ts'
import type { FoundModule } from './found-module.ts'
import type { ModuleSettings } from './hook-module.ts'
import { createEntryImporter } from './import-entry.ts'
import { loadModule } from './load-module.ts'
import type { ModuleRecord } from './module-record.ts'
import { createModuleSet } from './module-set.ts'
import type { ModuleSet } from './module-set.ts'
import { didYouMean } from './did-you-mean.ts'
import { checkTimeout, readSettings } from './read-settings.ts'
import { followImports } from './fresh-imports.ts'
import type { ModuleView } from './replacer.ts'
import type { ModuleLog } from './run-phase.ts'
import type { Staging } from './staging.ts'

export interface LoaderOptions {
  /** The project's root; modules are looked for in ./hooks below it. */
  readonly root: string
  /** `modules` of the configuration, by name with or without prefix. */
  readonly settings?: Readonly<Record<string, ModuleSettings>>
  /** Milliseconds for each phase (load, configure, initialize, destroy) of each module. Default 10 000. */
  readonly timeout?: number
  /** The application as this module sees it, for the function it exports. Called once per boot for such a module. */
  appFor(module: { name: string; file: string | undefined }): object
  /** Makes the modules replaceable (`ModuleSet.replace`): gives them applications whose effects wait. `next` is what will be. */
  stage?(next: ModuleView): Staging
  readonly log: ModuleLog
  readonly clock?: Clock
}

/**
 * Finds and loads the hook modules of a project; none is initialised yet. A function that a module exports is called here,
 * once, with `appFor(module)`; modules load one after the other, in the order of their names.
 *
 * @returns the modules, checked and in order
 * @throws ModuleError with any code but those of later phases; nothing needs to be torn down then
 * @see spec/modules.md
 */
export async function loadModules(options: LoaderOptions): Promise<ModuleSet> {
  const { log, clock = systemClock, timeout = 10_000 } = options
  const root = resolve(options.root)
  checkTimeout(timeout, '`timeout`')
  const settings = readSettings(options.settings ?? {})

  const found = await findModules(root, settings, log)
  for (const name of settings.keys()) {
    if (found.has(name)) continue
    const message = `The settings name a hook module "${name}" that does not exist${didYouMean(name, found.keys())}`
    throw new ModuleError('MODULE_UNKNOWN_NAME', message, { module: name })
  }

  const stage = options.stage?.bind(options)
  using unlessLoaded = new DisposableStack()
  const imports = stage === undefined ? undefined : unlessLoaded.use(followImports(root))
  const importer = createEntryImporter(root)
  const context = { importer, clock, log, timeout, appFor: options.appFor.bind(options) }
  const records = new Map<string, ModuleRecord>()
  for (const module of found.values()) {
    records.set(module.name, await loadModule(module, settings.get(module.name) ?? {}, context))
  }
  const order = orderModules(records)
  if (stage === undefined || imports === undefined) return createModuleSet(records, order, { clock, log })
  unlessLoaded.move()
  const source = {
    imports,
    patience: timeout,
    find: () => findModules(root, settings, log),
    load: (module: FoundModule, appFor: Staging['appFor']) =>
      loadModule(module, settings.get(module.name) ?? {}, { ...context, appFor }),
    stage,
  }
  return createModuleSet(records, order, { clock, log, source })
}

/** The project's own modules and those given in code, in the order of their names. Of two of one name the project's wins. */
async function findModules(
  root: string,
  settings: ReadonlyMap<string, ModuleSettings>,
  log: ModuleLog,
): Promise<Map<string, FoundModule>> {
  const found = new Map<string, FoundModule>(await discoverProjectModules(root, (message) => log.warn(message)))
  for (const [name, { module: given }] of settings) {
    if (given === undefined) continue
    const own = found.get(name)
    if (own === undefined) found.set(name, { origin: 'code', name, file: undefined, where: 'given in code', given })
    else log.warn(`Two hook modules are named "${name}": ${own.where} is used, the one given in code is not`)
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
