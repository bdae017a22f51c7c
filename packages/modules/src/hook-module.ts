import type { LoadOrder } from './load-order.ts'

/** Tells the loader that `initialize` is done: without an argument it succeeded, with one it failed. Counts once. */
export type InitializeCallback = (error?: unknown) => void

/** A command of a module: `crochet <name> …` boots the application without opening a port, runs it, and closes the application. */
export interface HookCommand<App = object> {
  /** One line for `crochet --help`. */
  description: string
  /** What stands after the name, for `crochet <name> --help`: `<file> [--dry-run]`. */
  usage?: string
  /**
   * Awaited. `this` is the hook.
   *
   * @param args what stood after the name
   */
  run(this: LoadedModule, app: App, args: string[]): unknown
}

/**
 * A hook module's object: what its entry exports, or what the exported function returns. All parts are optional, at least
 * one of the six must be there. Whatever else it has is readable at `hook[name]`. `this` is the object itself.
 *
 * @see spec/modules.md, "A hook module"
 */
export interface HookModule<App = object> {
  /** Merged deeply under the module's settings. When a method runs, `this.defaults` holds the merged result. */
  defaults?: Record<string, unknown>
  /** Modules that are initialised before this one, with or without prefix. */
  dependencies?: readonly string[]
  /** May change the application's configuration before it is compiled. Awaited; runs in the order of dependencies. */
  configure?(this: LoadedModule, config: object): unknown
  /** With a parameter: done when `cb` is called or the returned promise settles. Without: done when what it returns settles. */
  initialize?(this: LoadedModule, cb: InitializeCallback): unknown
  /** Awaited on shutdown, in reverse order; only called when `initialize` succeeded. */
  destroy?(this: LoadedModule): unknown
  /** Commands that `crochet` gets from this module, by name. */
  commands?: Record<string, HookCommand<App>>
  [key: string]: unknown
}

/** What a module's entry exports: the hook, or a function of the application that returns it. Called once per boot. */
export type HookModuleExport<App = object> =
  | HookModule<App>
  | ((app: App) => HookModule<App> | Promise<HookModule<App>>)

/** Settings of one module under `modules` in the configuration; everything but these three is the module's own. */
export interface ModuleSettings {
  /** `false` switches the module off. A package is off unless this is `true`. */
  enabled?: boolean
  /** Milliseconds for each of its phases, 1 to 2147483647. */
  timeout?: number
  /** Gives the module in code. A file of that name under ./hooks wins over it. */
  module?: HookModuleExport<never>
  [key: string]: unknown
}

/** Settings by module, in either shape: the names at the top, or below `settings` with `timeout` and `load` beside it. */
export type ModulesConfig =
  | Readonly<Record<string, ModuleSettings>>
  | {
      readonly settings: Readonly<Record<string, ModuleSettings>>
      /** Milliseconds for each phase of every module without a `timeout` of its own. Default 10 000. */
      readonly timeout?: number
      readonly load?: LoadOrder
    }

/** A module as the application finds it at `hook[name]`: what it returned, and what the loader knows about it. */
export interface LoadedModule {
  /** `true` once `initialize` has succeeded. */
  readonly loaded: boolean
  /** The merged settings: the module's `defaults` under what the configuration says. */
  readonly defaults: ModuleSettings
  /** Names without prefix, from the hook and from its package.json. */
  readonly dependencies: readonly string[]
  /** Milliseconds `initialize` took; `undefined` until it is loaded. */
  readonly ms: number | undefined
  [key: string]: unknown
}
