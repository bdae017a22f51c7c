import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { resolve } from 'node:path'
import { createHooks, type Hooks } from '@crochet/hooks'
import { loadModules, type ModuleSet } from '@crochet/modules'
import { signInOf } from './auth/sign-in-of.ts'
import { ClassicApplication } from './classic/classic-application.ts'
import { classicConfig, withLookUp } from './classic/classic-config.ts'
import { ClassicWorld } from './classic/classic-world.ts'
import { checkConfig, copyConfig, type CrochetConfig } from './config.ts'
import { databaseUrl } from './database-url.ts'
import { ModuleSides } from './dev/module-sides.ts'
import { AppError } from './errors.ts'
import { createLog, type Log } from './log.ts'
import { booted, type Parts } from './parts.ts'
import { reportIsolated } from './report-errors.ts'

export interface AppOptions {
  /** Where `./hooks`, `./public` and relative paths are looked for. Default: the working directory. */
  root?: string
  /** Default: a logger that writes to standard error. */
  log?: Log
  /**
   * Whether the application boots without hook modules that are broken, and without those that depend on them. The log,
   * `report()` and `/api/health` say so. Default: false, one that is broken stops the boot.
   */
  skipBrokenHooks?: boolean
  /**
   * Makes hook modules replaceable while the application runs (`app.replaceModules`), as `crochet dev` does. Their dispatches are
   * counted and the imports below ./hooks followed, so it is for development.
   */
  hotSwap?: boolean
}

/** A boot that has just begun. */
export interface Boot {
  readonly root: string
  readonly hooks: Hooks
  readonly parts: Parts
  readonly skipBroken: boolean
  /** Address of the database. */
  readonly url: string
  readonly hotSwap: boolean
}

/**
 * What every boot begins with: the engine, and the configuration, checked and copied.
 *
 * @throws AppError for a configuration whose keys are wrong
 */
export function beginBoot(
  config: CrochetConfig,
  options: AppOptions & { readonly booting: AsyncDisposableStack },
): Boot {
  checkConfig(config)
  const root = resolve(options.root ?? process.cwd())
  const log = options.log ?? createLog()
  const hooks = createHooks({
    scope: new AsyncLocalStorage(),
    channel: channel('crochet:hook'),
    report: (error) => reportIsolated(parts, error),
    background: (entry, payload) => booted(parts, 'jobs').outbox.accept(entry, payload),
    slow: ({ hook, handler, limit }) =>
      log.warn({ hook, handler }, `"${hook}" still waits for "${handler}" after half of its ${limit} ms`),
  })
  const parts: Parts = {
    config: withLookUp({
      ...copyConfig(config),
      ...classicConfig(config.classic ?? {}),
      secret: config.secret ?? secretOfEnvironment(),
      appPath: root,
      hook: { settings: {} },
      jobs: { ...config.jobs, tasks: [...(config.jobs?.tasks ?? [])] },
    }),
    hooks,
    log,
    services: {},
    endpoints: [...(config.endpoints ?? [])],
    classic: new ClassicWorld(config.classic ?? {}, log),
    modules: undefined,
    content: undefined,
    realtime: undefined,
    jobs: undefined,
    door: undefined,
    signIn: signInOf(config),
    listening: false,
    report: '',
    listen: () => Promise.reject(new AppError('APP_BOOTING', 'The application cannot listen while it still boots.')),
    close: () => options.booting.disposeAsync(),
  }
  const skipBroken = options.skipBrokenHooks ?? false
  const url = databaseUrl(config)
  return { root, hooks, parts, url, skipBroken, hotSwap: options.hotSwap === true }
}

/**
 * Loads the hook modules and lets them change the configuration. None is initialised yet.
 *
 * @throws ModuleError
 */
export async function loadAndConfigure({ root, hooks, parts, skipBroken, hotSwap }: Boot): Promise<ModuleSet> {
  const { log, config, classic } = parts
  const sides = hotSwap ? new ModuleSides(parts) : undefined
  const views = new Map<string, Hooks>()
  const modules = await loadModules({
    root,
    settings: config.modules ?? {},
    environment: config.environment,
    skipBroken,
    log: { info: (text) => log.info(text), warn: (text) => log.warn(text), error: (text) => log.error(text) },
    appFor(module) {
      const { name, file, settings } = module
      config.hook.settings = { ...config.hook.settings, [name]: settings }
      const app = sides?.appFor(module) ?? new ClassicApplication(parts, hooks.from({ source: 'module', name, file }))
      views.set(name, app.hooks)
      return app
    },
    observer: {
      loaded: (name) => classic.tell(`hook:${name}:loaded`),
      skipped(name, error) {
        views.get(name)?.clear()
        classic.tell(`hook:${name}:error`, error)
      },
    },
    ...(sides !== undefined && { stage: (next) => sides.stage(next) }),
  })
  parts.modules = modules
  config.hook.settings = modules.settings
  await modules.configure(config)
  return modules
}

/** A variable that is set to nothing counts as not set. */
const secretOfEnvironment = (): string | undefined => process.env['CROCHET_SECRET'] || undefined
