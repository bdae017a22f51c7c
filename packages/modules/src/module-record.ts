import type { ModuleError } from './errors.ts'
import type { ModuleOrigin } from './found-module.ts'
import type { HookModule, LoadedModule, ModuleSettings } from './hook-module.ts'
import type { PhaseModule } from './run-phase.ts'

/** How far a module has come. */
export type RecordState =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'waiting' }
  /** `since` is a point in time of the loader's clock. */
  | { readonly kind: 'initializing'; readonly since: number }
  /** `initialize` took `ms` milliseconds and ended at `at`. */
  | { readonly kind: 'loaded'; readonly ms: number; readonly at: number }
  | { readonly kind: 'failed'; readonly error: ModuleError }

/** The dependency whose end let the module start, and how many milliseconds of the boot the module had waited for it. */
export interface WaitedFor {
  readonly name: string
  readonly ms: number
}

/** All the loader knows about one module. Only `state` and `waitedFor` change. */
export interface ModuleRecord extends PhaseModule {
  readonly origin: ModuleOrigin
  /** Merged: the hook's `defaults` under the configuration. */
  readonly settings: ModuleSettings
  /** Names without prefix. */
  readonly dependencies: readonly string[]
  /** The hook, which is also what the application finds at `hook[name]`; `undefined` when switched off. */
  readonly hook: (HookModule & LoadedModule) | undefined
  state: RecordState
  waitedFor: WaitedFor | undefined
}
