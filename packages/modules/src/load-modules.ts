import { resolve } from 'node:path'
import { arrangeModules } from './arrange-modules.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { collectSettings } from './collect-settings.ts'
import { ModuleError } from './errors.ts'
import { checkNames, findModules } from './find-modules.ts'
import type { FoundModule } from './found-module.ts'
import type { ModulesConfig } from './hook-module.ts'
import { createEntryImporter } from './import-entry.ts'
import { loadModule, unloadedRecord } from './load-module.ts'
import type { ModuleForApp } from './load-module.ts'
import type { ModuleRecord } from './module-record.ts'
import { createModuleSet } from './loaded-set.ts'
import type { ModuleObserver, ModuleSet } from './module-set.ts'
import { checkTimeout } from './read-settings.ts'
import type { ModuleLog } from './run-phase.ts'
import { followImports } from './fresh-imports.ts'
import type { ModuleView } from './replacer.ts'
import type { Staging } from './staging.ts'
import { skipModule } from './skip-module.ts'

export interface LoaderOptions {
  /** The project's root; modules are looked for in ./hooks and ./node_modules below it, settings in ./config. */
  readonly root: string
  /** `modules` of the configuration, by name with or without prefix. */
  readonly settings?: ModulesConfig
  /** Whether packages in node_modules are looked for. Default true. */
  readonly packages?: boolean
  /** Which folder of ./config/env is read. Default: NODE_ENV, else `development`. */
  readonly environment?: string
  /** Milliseconds for each phase (load, configure, initialize, destroy) of each module. Default: `timeout` of the settings, else 10 000. */
  readonly timeout?: number
  /** Whether the boot goes on without modules that are broken, and without those that depend on them. Default false. */
  readonly skipBroken?: boolean
  /** The application as this module sees it, for the function it exports. Called once per boot for such a module. */
  appFor(module: ModuleForApp): object
  readonly observer?: ModuleObserver
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
  const { log, clock = systemClock, packages = true, skipBroken = false, observer = {} } = options
  const root = resolve(options.root)
  if (options.timeout !== undefined) checkTimeout(options.timeout, '`timeout`')
  const environment = options.environment ?? (process.env['NODE_ENV'] || 'development')
  const settings = await collectSettings(root, { configured: options.settings ?? {}, environment })
  const found = await findModules(root, settings, { packages, log })
  checkNames(settings, found)

  const timeout = options.timeout ?? settings.timeout ?? 10_000
  const stage = options.stage?.bind(options)
  using unlessLoaded = new DisposableStack()
  const imports = stage === undefined ? undefined : unlessLoaded.use(followImports(root))
  const importer = createEntryImporter(root)
  const context = { root, importer, clock, log, timeout, appFor: options.appFor.bind(options) }
  const boot = { clock, log, skipBroken, observer }
  const records = new Map<string, ModuleRecord>()
  for (const module of found.values()) {
    const own = settings.modules.get(module.name)?.settings ?? {}
    try {
      records.set(module.name, await loadModule(module, own, context))
    } catch (error) {
      if (!skipBroken || !(error instanceof ModuleError)) throw error
      const record = unloadedRecord(module, { settings: own, timeout }, { kind: 'skipped', error })
      records.set(module.name, record)
      skipModule(record, error, boot)
    }
  }
  const skip = skipBroken ? (record: ModuleRecord, error: ModuleError) => skipModule(record, error, boot) : undefined
  const order = arrangeModules(records, settings.load, skip)
  tellOfFound(records, log)
  if (stage === undefined || imports === undefined) return createModuleSet(records, order, boot)
  unlessLoaded.move()
  const source = {
    imports,
    patience: timeout,
    find: () => findModules(root, settings, { packages, log }),
    load: (module: FoundModule, appFor: Staging['appFor']) =>
      loadModule(module, settings.modules.get(module.name)?.settings ?? {}, { ...context, appFor }),
    arrange: (changed: ReadonlyMap<string, ModuleRecord>) => arrangeModules(changed, settings.load),
    stage,
  }
  return createModuleSet(records, order, { ...boot, source })
}

/** One line, however many there are. */
function tellOfFound(records: ReadonlyMap<string, ModuleRecord>, log: ModuleLog): void {
  const found = [...records.values()].filter(({ state }) => state.kind === 'found').map(({ fullName }) => fullName)
  if (found.length === 0) return
  log.info(
    `Found in node_modules and not switched on: ${found.join(', ')}. A package is on when its settings say \`enabled: true\``,
  )
}
