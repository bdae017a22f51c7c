import type { ModuleError } from './errors.ts'
import type { ModuleOrigin } from './found-module.ts'
import type { HookModule, LoadedModule, ModuleSettings } from './hook-module.ts'
import type { PhaseModule } from './run-phase.ts'

/** How far a module has come. */
export type RecordState =
  | { readonly kind: 'disabled' }
  /** A package that nobody has switched on or off. */
  | { readonly kind: 'found' }
  | { readonly kind: 'waiting' }
  /** `since` is a point in time of the loader's clock. */
  | { readonly kind: 'initializing'; readonly since: number }
  /** `initialize` took `ms` milliseconds and ended at `at`. */
  | { readonly kind: 'loaded'; readonly ms: number; readonly at: number }
  | { readonly kind: 'failed'; readonly error: ModuleError }
  /** Broken, or dependent on something broken, in a boot that goes on without it. */
  | { readonly kind: 'skipped'; readonly error: ModuleError }

/** The module whose end let this one start, and how many milliseconds of the boot this one had waited for it. */
export interface WaitedFor {
  readonly name: string
  readonly ms: number
}

/** Whether a module takes part in the boot. */
export function isOn({ state }: Pick<ModuleRecord, 'state'>): boolean {
  switch (state.kind) {
    case 'disabled':
    case 'found':
    case 'skipped':
      return false
    case 'waiting':
    case 'initializing':
    case 'loaded':
    case 'failed':
      return true
  }
}

/** All the loader knows about one module. Only `state`, `waitedFor` and `pins` change. */
export interface ModuleRecord extends PhaseModule {
  readonly origin: ModuleOrigin
  /** The name as it is written where the module was found. */
  readonly fullName: string
  /** Merged: the hook's `defaults` under the configuration. */
  readonly settings: ModuleSettings
  /** Names without prefix. */
  readonly dependencies: readonly string[]
  /** Modules that it waits for only because `load` of the settings says so. */
  pins: readonly string[]
  /** The hook, which is also what the application finds at `hook[name]`; `undefined` when switched off. */
  readonly hook: (HookModule & LoadedModule) | undefined
  state: RecordState
  waitedFor: WaitedFor | undefined
}
