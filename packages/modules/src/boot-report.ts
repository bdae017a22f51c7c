import type { ModuleErrorCode } from './errors.ts'
import type { ModuleOrigin } from './found-module.ts'
import type { ModuleRecord, WaitedFor } from './module-record.ts'

/** How far a module had come when the report was made. */
export type ModuleState =
  | { readonly kind: 'disabled' }
  /** A package that nobody has switched on or off. */
  | { readonly kind: 'found' }
  /** Not started; `for` are those it waits for that are not loaded. */
  | { readonly kind: 'waiting'; readonly for: readonly string[] }
  /** Under way for `ms` milliseconds. */
  | { readonly kind: 'initializing'; readonly ms: number }
  | { readonly kind: 'loaded'; readonly ms: number }
  | { readonly kind: 'failed'; readonly code: ModuleErrorCode; readonly message: string }
  /** The boot went on without it. */
  | { readonly kind: 'skipped'; readonly code: ModuleErrorCode; readonly message: string }

/** Why a module stands behind another one. */
export interface ModulePlace {
  readonly after: string
  readonly because: 'dependency' | 'load'
}

/** One module in the boot report. */
export interface ModuleReport {
  readonly name: string
  /** The name as it is written where it was found: `strapi-hook-knex`. */
  readonly fullName: string
  /** Absolute path of the entry; `undefined` when given in code, and for a package that is off. */
  readonly file: string | undefined
  /** The entry relative to the root, or `given in code`. */
  readonly where: string
  readonly origin: ModuleOrigin
  /** Its place in the order, from 0; `undefined` when it takes no part. Teardown goes the other way. */
  readonly order: number | undefined
  /** Why it stands there. Where nothing is said, by the alphabet of names alone. */
  readonly why: readonly ModulePlace[]
  readonly dependencies: readonly string[]
  readonly waitedFor: WaitedFor | undefined
  /** Milliseconds `initialize` took; `undefined` unless loaded. */
  readonly ms: number | undefined
  readonly state: ModuleState
}

/** A module that the boot went on without. */
export interface SkippedModule {
  readonly name: string
  readonly code: ModuleErrorCode
  /** What happened, in full: for the log and for people who may see it. */
  readonly message: string
  /** What to do, without anything that the module said. */
  readonly hint: string
}

/** How a boot went: plain data, fit for JSON. */
export interface BootReport {
  /** Milliseconds from the start of `initialize` to its end, or to now; `undefined` before. */
  readonly ms: number | undefined
  /** Those that take part in their order, then the others by name. */
  readonly modules: readonly ModuleReport[]
  /** Those that are broken, or depend on one that is, when the boot goes on without them. */
  readonly skipped: readonly SkippedModule[]
}

/**
 * Makes the report of the present state.
 *
 * @param active the modules switched on, in their order
 * @param time `ms` of the whole boot and `now`, both from the loader's clock
 */
export function bootReport(
  records: ReadonlyMap<string, ModuleRecord>,
  active: readonly ModuleRecord[],
  time: { readonly ms: number | undefined; readonly now: number },
): BootReport {
  const part = active.filter(({ state }) => state.kind !== 'skipped')
  const others = [...records.values()].filter((record) => !part.includes(record))
  const modules = [...part, ...others].map((record, index): ModuleReport => {
    const { name, fullName, file, where, origin, dependencies, pins, waitedFor } = record
    const state = stateOf(record, records, time.now)
    const order = index < part.length ? index : undefined
    const ms = state.kind === 'loaded' ? state.ms : undefined
    const why = [
      ...dependencies.map((after): ModulePlace => ({ after, because: 'dependency' })),
      ...pins.map((after): ModulePlace => ({ after, because: 'load' })),
    ]
    return { name, fullName, file, where, origin, order, why, dependencies, waitedFor, ms, state }
  })
  const skipped = others.flatMap(({ name, state }): SkippedModule[] => {
    if (state.kind !== 'skipped') return []
    const { code, message, hint } = state.error
    return [{ name, code, message, hint }]
  })
  return { ms: time.ms, modules, skipped }
}

function stateOf(record: ModuleRecord, records: ReadonlyMap<string, ModuleRecord>, now: number): ModuleState {
  const { state } = record
  switch (state.kind) {
    case 'disabled':
    case 'found':
      return state
    case 'waiting':
      return {
        kind: 'waiting',
        for: [...record.dependencies, ...record.pins].filter((name) => records.get(name)?.state.kind !== 'loaded'),
      }
    case 'initializing':
      return { kind: 'initializing', ms: now - state.since }
    case 'loaded':
      return { kind: 'loaded', ms: state.ms }
    case 'failed':
    case 'skipped':
      return { kind: state.kind, code: state.error.code, message: state.error.message }
  }
}
