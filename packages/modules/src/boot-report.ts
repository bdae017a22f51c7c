import type { ModuleErrorCode } from './errors.ts'
import type { ModuleOrigin } from './found-module.ts'
import type { ModuleRecord, WaitedFor } from './module-record.ts'

/** How far a module had come when the report was made. */
export type ModuleState =
  | { readonly kind: 'disabled' }
  /** Not started; `for` are its dependencies that are not loaded. */
  | { readonly kind: 'waiting'; readonly for: readonly string[] }
  /** Under way for `ms` milliseconds. */
  | { readonly kind: 'initializing'; readonly ms: number }
  | { readonly kind: 'loaded'; readonly ms: number }
  | { readonly kind: 'failed'; readonly code: ModuleErrorCode; readonly message: string }

/** One module in the boot report. */
export interface ModuleReport {
  readonly name: string
  /** Absolute path of the entry; `undefined` when given in code. */
  readonly file: string | undefined
  /** The entry relative to the root, or `given in code`. */
  readonly where: string
  readonly origin: ModuleOrigin
  /** Its place in the order of dependencies, from 0; `undefined` when switched off. Teardown goes the other way. */
  readonly order: number | undefined
  readonly dependencies: readonly string[]
  readonly waitedFor: WaitedFor | undefined
  /** Milliseconds `initialize` took; `undefined` unless loaded. */
  readonly ms: number | undefined
  readonly state: ModuleState
}

/** How a boot went: plain data, fit for JSON. */
export interface BootReport {
  /** Milliseconds from the start of `initialize` to its end, or to now; `undefined` before. */
  readonly ms: number | undefined
  /** Those switched on in their order, then those switched off by name. */
  readonly modules: readonly ModuleReport[]
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
  const off = [...records.values()].filter((record) => record.state.kind === 'disabled')
  const modules = [...active, ...off].map((record, index): ModuleReport => {
    const { name, file, where, origin, dependencies, waitedFor } = record
    const state = stateOf(record, records, time.now)
    const order = state.kind === 'disabled' ? undefined : index
    const ms = state.kind === 'loaded' ? state.ms : undefined
    return { name, file, where, origin, order, dependencies, waitedFor, ms, state }
  })
  return { ms: time.ms, modules }
}

function stateOf(record: ModuleRecord, records: ReadonlyMap<string, ModuleRecord>, now: number): ModuleState {
  const { state } = record
  switch (state.kind) {
    case 'disabled':
      return state
    case 'waiting':
      return {
        kind: 'waiting',
        for: record.dependencies.filter((name) => records.get(name)?.state.kind !== 'loaded'),
      }
    case 'initializing':
      return { kind: 'initializing', ms: now - state.since }
    case 'loaded':
      return { kind: 'loaded', ms: state.ms }
    case 'failed':
      return { kind: 'failed', code: state.error.code, message: state.error.message }
  }
}
