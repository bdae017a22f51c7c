import type { ModuleForApp } from './load-module.ts'

/** Modules' applications that are not in effect yet: what is registered through them waits for `commit`. */
export interface Staging {
  /** The application for a module that comes, or that takes the place of the one of its name. */
  appFor(module: ModuleForApp): object
  /** The module of this name goes and has no successor. */
  retire(name: string): void
  /** What takes time before `commit`. @throws when something registered is refused */
  prepare(): Promise<void>
  /** Puts everything in effect in one synchronous turn. @throws when something registered is refused: nothing has changed then */
  commit(): void
  /** Gives up what was registered. Not after `commit`. */
  discard(): void
  /** Resolves when nothing runs any more of what was replaced. */
  idle(): Promise<void>
}

/** How a replacement ended. A broken change is an error instead, and nothing has changed then. */
export type Replacement =
  | {
      readonly kind: 'replaced'
      /** In the order in which they were initialised. Besides those asked for: those that depend on them or import their files. */
      readonly replaced: readonly string[]
      readonly added: readonly string[]
      readonly removed: readonly string[]
      /** Milliseconds until the new ones were in effect. */
      readonly ms: number
    }
  /** Only a new boot can take the change in; `reason` says why. Nothing has changed. */
  | { readonly kind: 'restart'; readonly module: string; readonly reason: string }
  /** Neither was there a module of that name that is switched on, nor is there one now. */
  | { readonly kind: 'unchanged' }
