import type { BootReport } from './boot-report.ts'
import type { ModuleError } from './errors.ts'
import type { LoadedModule, ModuleSettings } from './hook-module.ts'
import type { Replacement } from './staging.ts'

/** The modules of one boot. Its phases are called in this order: `configure`, `initialize`, `destroy`. */
export interface ModuleSet {
  /** The loaded modules by name; without prototype. A module that is switched off or left out is not there. */
  readonly hook: Readonly<Record<string, LoadedModule>>
  /** The merged settings of every module, by name; without prototype. */
  readonly settings: Readonly<Record<string, ModuleSettings>>
  /**
   * Lets every module change the configuration, one after the other, a dependency first. Of a module that is left out because
   * it fails here, changes to the configuration's lists and sections are taken back, deeper ones are not.
   *
   * @throws ModuleError `MODULE_CONFIGURE_FAILED`, `MODULE_TIMEOUT`; `MODULE_PHASE` once `initialize` has been called
   */
  configure(config: object): Promise<void>
  /**
   * Initialises the modules: each as soon as those it depends on are loaded. When one fails, no further one is started,
   * those under way may end, and what is loaded is destroyed in reverse. A second call returns the same promise.
   *
   * @throws ModuleError `MODULE_INITIALIZE_FAILED`, `MODULE_TIMEOUT`: the first failure; `MODULE_STOPPED` when `destroy` came in between
   */
  initialize(): Promise<void>
  /** Destroys what is loaded, in reverse order. What a module throws is logged. Never rejects; a second call waits for the first. */
  destroy(): Promise<void>
  /**
   * Takes in what has changed on disk, while the application runs: imports the modules afresh, initialises them, puts what they
   * register in the place of what the former ones had registered, all at once, and then, when nothing runs on the former ones any
   * more, destroys those. Modules that depend on one of these, or import its files, are replaced along with it. One that is not
   * there any more is removed, a new one added. One after the other: a call waits for those before it.
   *
   * @param names of modules, or of files and folders in ./hooks that modules import (`_shared`)
   * @throws ModuleError `MODULE_NOT_REPLACEABLE`; `MODULE_REFUSED` or any code of a boot when the change is broken: nothing has changed then
   */
  replace(...names: string[]): Promise<Replacement>
  /** How the boot went so far. */
  report(): BootReport
}

/** Told what becomes of modules. What it throws is logged. */
export interface ModuleObserver {
  /** `initialize` has succeeded. */
  loaded?(name: string): void
  /** The boot goes on without the module: what it has attached so far should go. */
  skipped?(name: string, error: ModuleError): void
}
