import { bindHook } from './bind-hook.ts'
import type { Clock } from './clock.ts'
import { packageDependencies } from './dependency-names.ts'
import { entryOf } from './entry.ts'
import type { FoundModule } from './found-module.ts'
import type { HookModule, ModuleSettings } from './hook-module.ts'
import { checkHook, noHook } from './hook-shape.ts'
import type { EntryImporter } from './import-entry.ts'
import { mergeSettings } from './merge-settings.ts'
import { moduleName } from './module-name.ts'
import type { ModuleRecord } from './module-record.ts'
import { checkSettings } from './read-settings.ts'
import { runPhase } from './run-phase.ts'
import type { ModuleLog, PhaseModule } from './run-phase.ts'
import { settleWith } from './settle-in-time.ts'

/** What loading a module needs from its boot. */
export interface LoadContext {
  readonly importer: EntryImporter
  readonly clock: Clock
  readonly log: ModuleLog
  /** Milliseconds for each phase of a module that has no `timeout` of its own. */
  readonly timeout: number
  appFor(module: { name: string; file: string | undefined }): object
}

/**
 * Loads one module: imports its entry, calls the function it exports, merges its settings. A module that is switched off by
 * the configuration is not even imported.
 *
 * @param settings as the configuration has them
 * @throws ModuleError `MODULE_LOAD_FAILED`, `MODULE_TIMEOUT`, `MODULE_SHAPE`, `MODULE_PACKAGE_INVALID`, `MODULE_SETTINGS_INVALID`
 */
export async function loadModule(
  found: FoundModule,
  settings: ModuleSettings,
  context: LoadContext,
): Promise<ModuleRecord> {
  const { module: _, ...configured } = settings
  const { name, file, where, origin } = found
  const timeout = configured.timeout ?? context.timeout
  const record = { name, file, where, origin, timeout, hook: undefined, waitedFor: undefined, dependencies: [] }
  if (configured.enabled === false) {
    return { ...record, settings: mergeSettings(name, configured), state: { kind: 'disabled' } }
  }

  const declared =
    origin === 'project' && found.folder !== undefined ? await packageDependencies(found.folder, record) : []
  const { hook, exported } = await resolveHook(found, record, context)

  const merged: ModuleSettings = mergeSettings(name, hook.defaults ?? {}, configured)
  checkSettings(merged, name)
  const active = { ...record, settings: merged, timeout: merged.timeout ?? timeout }
  if (merged.enabled === false) return { ...active, state: { kind: 'disabled' } }

  const dependencies = [...new Set([...(hook.dependencies ?? []), ...declared].map(moduleName))]
  return {
    ...active,
    dependencies,
    hook: bindHook(hook, exported, { defaults: merged, dependencies }),
    state: { kind: 'waiting' },
  }
}

/** Imports the entry and, when it is a function, calls it with the application. Both happen once per boot. */
async function resolveHook(
  found: FoundModule,
  module: PhaseModule,
  context: LoadContext,
): Promise<{ hook: HookModule; exported: boolean }> {
  const loaded =
    found.origin === 'code' ? found.given : await load(module, context, () => context.importer.import(found.file))
  const entry = entryOf(loaded)
  if (entry.kind === 'no-default') {
    const others = entry.names.length > 0 ? `, only ${entry.names.slice(0, 8).join(', ')}` : ''
    throw noHook(module, `has no default export${others}`)
  }
  const { value } = entry
  if (typeof value !== 'function') return { hook: checkHook(value, module, 'exports'), exported: true }
  const app = context.appFor({ name: found.name, file: found.file })
  const returned = await load(module, context, () => (value as (app: object) => unknown)(app))
  return { hook: checkHook(returned, module, 'exports a function that returned'), exported: false }
}

function load(module: PhaseModule, { clock, log }: LoadContext, run: () => unknown): Promise<unknown> {
  return runPhase(module, 'load', { clock, log, start: (settle) => settleWith(run(), settle) })
}
