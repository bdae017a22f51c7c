import { bindHook } from './bind-hook.ts'
import type { Clock } from './clock.ts'
import { entryOf } from './entry.ts'
import type { ModuleError } from './errors.ts'
import { shownPath } from './found-module.ts'
import type { FoundModule } from './found-module.ts'
import type { HookModule, LoadedModule, ModuleSettings } from './hook-module.ts'
import { checkHook, noHook } from './hook-shape.ts'
import type { EntryImporter } from './import-entry.ts'
import { mergeSettings } from './merge-settings.ts'
import { defaultsFile, withoutName } from './module-defaults.ts'
import { readManifest } from './module-manifest.ts'
import { isOlderKind, moduleName } from './module-name.ts'
import type { ModuleRecord } from './module-record.ts'
import { packageEntry } from './package-entry.ts'
import { checkSettings } from './read-settings.ts'
import { runPhase } from './run-phase.ts'
import type { ModuleLog, PhaseModule } from './run-phase.ts'
import { settleWith } from './settle-in-time.ts'

/** A module whose function asks for its application. */
export interface ModuleForApp {
  readonly name: string
  /** The name as it is written where it was found: `strapi-hook-knex`. */
  readonly fullName: string
  /** Absolute path of the entry; `undefined` when given in code. */
  readonly file: string | undefined
  /** Its settings as far as they are known: the configuration over its defaults.json, without `defaults` of the hook. */
  readonly settings: ModuleSettings
}

/** What loading a module needs from its boot. */
export interface LoadContext {
  readonly root: string
  readonly importer: EntryImporter
  readonly clock: Clock
  readonly log: ModuleLog
  /** Milliseconds for each phase of a module that has no `timeout` of its own. */
  readonly timeout: number
  appFor(module: ModuleForApp): object
}

/**
 * Loads one module: finds and imports its entry, calls the function it exports, merges its settings. A module that is switched
 * off by the configuration, or a package that is not switched on, is not even imported.
 *
 * @param settings as the configuration has them
 * @throws ModuleError `MODULE_LOAD_FAILED`, `MODULE_TIMEOUT`, `MODULE_SHAPE`, `MODULE_PACKAGE_INVALID`, `MODULE_SETTINGS_INVALID`,
 *   `MODULE_SETTINGS_FILE`
 */
export async function loadModule(
  found: FoundModule,
  settings: ModuleSettings,
  context: LoadContext,
): Promise<ModuleRecord> {
  const off = unloadedRecord(found, { ...context, settings }, { kind: 'disabled' })
  if (settings.enabled === false) return off
  if (found.origin === 'package' && settings.enabled !== true) return { ...off, state: { kind: 'found' } }

  const { record, declared } = await locate(found, off, context)
  const folder = found.origin === 'code' ? undefined : found.folder
  const fromFile = folder === undefined ? {} : await defaultsFile(folder, record)
  const { hook, exported, holder } = await resolveHook(found, record, {
    context,
    settings: mergeSettings(found.name, fromFile, settings),
  })

  const defaults = hook.defaults ?? {}
  const own = isOlderKind(found.fullName) ? withoutName(found.name, defaults) : defaults
  const merged: ModuleSettings = mergeSettings(found.name, fromFile, own, settings)
  checkSettings(merged, found.name, { value: merged, title: record.where, file: record.file })
  const active = { ...record, settings: merged, timeout: merged.timeout ?? record.timeout }
  if (merged.enabled === false) return active

  const dependencies = [...new Set([...(hook.dependencies ?? []), ...declared].map(moduleName))]
  const bound = bindHook(hook, exported, { defaults: merged, dependencies })
  Object.setPrototypeOf(holder, bound)
  return { ...active, dependencies, hook: bound, state: { kind: 'waiting' } }
}

/** The record of a module of which nothing is loaded. */
export function unloadedRecord(
  found: FoundModule,
  { settings, timeout: general }: Pick<LoadContext, 'timeout'> & { readonly settings: ModuleSettings },
  state: { kind: 'disabled' } | { kind: 'skipped'; error: ModuleError },
): ModuleRecord {
  const { name, fullName, file, where, origin } = found
  const timeout = settings.timeout ?? general
  const described = { name, fullName, file, where, origin, timeout, settings: mergeSettings(name, settings) }
  return { ...described, hook: undefined, waitedFor: undefined, dependencies: [], pins: [], state }
}

/** Reads the module's package.json, and finds the entry of a package. */
async function locate(
  found: FoundModule,
  record: ModuleRecord,
  { root }: LoadContext,
): Promise<{ record: ModuleRecord; declared: readonly string[] }> {
  if (found.origin === 'code' || found.folder === undefined) return { record, declared: [] }
  const manifest = await readManifest(found.folder, record)
  const declared = manifest.dependencies
  if (found.origin === 'project') return { record, declared }
  const file = await packageEntry(found.folder, manifest, record)
  const shown = shownPath(root, file)
  // A linked package may lie anywhere; its place in node_modules says more than a path that leads out of the project.
  const where = shown.startsWith('..') ? found.where : shown
  return { record: { ...record, file, where }, declared }
}

interface Resolved {
  readonly hook: HookModule
  /** Whether the file exports the hook itself. */
  readonly exported: boolean
  /** What `this` was while the function ran, and so is in arrow functions of the hook that it made. */
  readonly holder: object
}

/** Imports the entry and, when it is a function, calls it with the application. Both happen once per boot. */
async function resolveHook(
  found: FoundModule,
  module: ModuleRecord,
  { context, settings }: { context: LoadContext; settings: ModuleSettings },
): Promise<Resolved> {
  const { file } = module
  const loaded =
    found.origin === 'code'
      ? found.given
      : await load(module, context, () => (file === undefined ? undefined : context.importer.import(file)))
  const entry = entryOf(loaded)
  if (entry.kind === 'no-default') {
    const others = entry.names.length > 0 ? `, only ${entry.names.slice(0, 8).join(', ')}` : ''
    throw noHook(module, `has no default export${others}`)
  }
  const { value } = entry
  const holder = {} as LoadedModule
  if (typeof value !== 'function') return { hook: checkHook(value, module, 'exports'), exported: true, holder }
  const { name, fullName } = found
  const app = context.appFor({ name, fullName, file, settings })
  const returned = await load(module, context, () => Reflect.apply(value, holder, [app]))
  return { hook: checkHook(returned, module, 'exports a function that returned'), exported: false, holder }
}

function load(module: PhaseModule, { clock, log }: LoadContext, run: () => unknown): Promise<unknown> {
  return runPhase(module, 'load', { clock, log, start: (settle) => settleWith(run(), settle) })
}
