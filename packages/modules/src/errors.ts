/** Codes of the module loader. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const moduleErrors = {
  MODULE_FOLDER_UNREADABLE: {
    hint: 'The ./hooks folder, node_modules, or something in them cannot be read. Check that it is a folder and its permissions.',
  },
  MODULE_NAME_TWICE: {
    hint: 'Two hook modules, or two entries of the settings, have one name. A prefix (`crochet-hook-`, `strapi-hook-`) does not count. Rename or remove one of them; of two packages, name one by its full name in the settings.',
  },
  MODULE_UNKNOWN_NAME: {
    hint: 'The settings (`modules`, or config/hook.json) name a hook module that does not exist. Check the spelling, add it under ./hooks, install its package, or give it as `{ module }`.',
  },
  MODULE_SETTINGS_INVALID: {
    hint: 'The settings of a hook module cannot be used. Correct the named value under `modules`, or in its `defaults`.',
  },
  MODULE_SETTINGS_FILE: {
    hint: 'A file with settings of hook modules cannot be used: config/hook.json, that of the environment, or a defaults.json. It must be JSON, an object, of at most 1 MB. Correct it at the named place.',
  },
  MODULE_LOAD_ORDER: {
    hint: '`load` in the settings puts hook modules in an order that cannot be. Its lists `before`, `order` and `after` hold names of modules that exist, each once, and must not contradict what the modules depend on. Correct the named entry.',
  },
  MODULE_LOAD_FAILED: {
    hint: 'A hook module could not be loaded. The cause is what its file threw; fix it, or switch it off with `enabled: false`.',
  },
  MODULE_SHAPE: {
    hint: 'A file is no hook module. Export (default export or `module.exports`) the hook, an object with at least one of `initialize`, `configure`, `destroy`, `commands`, `defaults`, `dependencies`, or a function of the application that returns it. If it is none, start its name with `_`; a package that is none is left alone without `enabled: true`.',
  },
  MODULE_PACKAGE_INVALID: {
    hint: 'The package.json of a hook module cannot be used. It must be JSON; `crochet.dependencies` and `strapi.dependencies` are lists of module names; `exports`, `main`, lib/index.js or index.js leads to its entry.',
  },
  MODULE_DEPENDENCY_MISSING: {
    hint: 'A hook module depends on one that does not exist. Check the spelling, add the missing one, or remove it from `dependencies`.',
  },
  MODULE_DEPENDENCY_DISABLED: {
    hint: 'A hook module depends on one that is switched off. Remove `enabled: false` from the one (a package needs `enabled: true`), or switch the other off as well.',
  },
  MODULE_DEPENDENCY_BROKEN: {
    hint: 'A hook module was left out because one it depends on is broken. Repair that one.',
  },
  MODULE_DEPENDENCY_CYCLE: {
    hint: 'Hook modules depend on each other in a circle. Remove one of the dependencies on the printed path.',
  },
  MODULE_CONFIGURE_FAILED: {
    hint: 'A hook module failed in `configure`. The cause is what it threw; fix it, or switch it off with `enabled: false`.',
  },
  MODULE_INITIALIZE_FAILED: {
    hint: 'A hook module failed in `initialize`. The cause is what it threw; fix it, or switch it off with `enabled: false`.',
  },
  MODULE_DESTROY_FAILED: {
    hint: 'A hook module failed in `destroy`. The others were torn down all the same; the cause is what it threw.',
  },
  MODULE_TIMEOUT: {
    hint: 'A hook module was not done within its time. Call `cb()` on every path or settle the promise; if it needs longer, raise `timeout` (ms) in its settings.',
  },
  MODULE_STOPPED: {
    hint: 'The hook modules were destroyed before they had all been initialised. Boot again to use them.',
  },
  MODULE_REFUSED: {
    hint: 'What a changed hook module registers (handlers, hook points, endpoints) cannot be taken in; the former one goes on. The cause says what is wrong.',
  },
  MODULE_NOT_REPLACEABLE: {
    hint: 'Hook modules can only be replaced while the application runs, and where it was booted for that (`crochet dev`).',
  },
  MODULE_PHASE: {
    hint: 'The phases of the hook modules were called out of order. Call `configure`, then `initialize`, then `destroy`.',
  },
} as const

export type ModuleErrorCode = keyof typeof moduleErrors

export interface ModuleErrorDetails {
  /** The module's name, without prefix. */
  readonly module?: string | undefined
  /** Absolute path of its entry; `undefined` for a module given in code. */
  readonly file?: string | undefined
  /** Names from the module that nobody depends on down to this one: who needs it. For a cycle, the circle. */
  readonly path?: readonly string[] | undefined
  readonly cause?: unknown
}

/** The one error class of the module loader. `message` says what happened to which module and who needs it, `hint` what to do. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError'
  readonly code: ModuleErrorCode
  readonly hint: string
  readonly module: string | undefined
  readonly file: string | undefined
  readonly path: readonly string[]

  constructor(code: ModuleErrorCode, message: string, details: ModuleErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.hint = moduleErrors[code].hint
    this.module = details.module
    this.file = details.file
    this.path = details.path ?? []
  }
}

/** One line about any thrown value, however hostile (`undefined`, a getter that throws, an object without prototype). */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown === undefined || thrown === null) return 'no reason was given'
    if (thrown instanceof Error) return thrown.message || thrown.name
    return typeof thrown === 'string' ? thrown : String(thrown)
  } catch {
    return 'the reason cannot be printed'
  }
}
