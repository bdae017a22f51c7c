import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { resolve } from 'node:path'
import { createContent } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { loadModules } from '@crochet/modules'
import { Server } from '@crochet/realtime'
import { openStorage } from '@crochet/storage'
import { appReport } from './app-report.ts'
import type { App } from './app.ts'
import { Application } from './application.ts'
import { checkConfig, copyConfig, type CrochetConfig } from './config.ts'
import { AppError } from './errors.ts'
import { createLog, type Log } from './log.ts'
import type { Parts } from './parts.ts'
import { guardProcess } from './process-guard.ts'
import { reportDetached, reportIsolated } from './report-errors.ts'
import { splitRootHooks } from './root-hooks.ts'
import { serve } from './serve.ts'

export interface AppOptions {
  /** Where `./hooks`, `./public` and relative paths are looked for. Default: the working directory. */
  root?: string
  /** Default: a logger that writes to standard error. */
  log?: Log
}

/**
 * Boots an application: engine, storage, hook modules, content, collaboration server. Opens no port.
 *
 * @param config what `crochet.config.ts` exports; it is not changed
 * @throws the error of the first part that cannot be booted; what was booted before it is closed again
 */
export async function createApp(config: CrochetConfig, options: AppOptions = {}): Promise<App> {
  const started = performance.now()
  checkConfig(config)
  const root = resolve(options.root ?? process.cwd())
  const log = options.log ?? createLog()
  await using booting = new AsyncDisposableStack()

  const hooks = createHooks({
    scope: new AsyncLocalStorage(),
    channel: channel('crochet:hook'),
    report: (error) => reportIsolated(parts, error),
    slow: ({ hook, handler, limit }) =>
      log.warn({ hook, handler }, `"${hook}" still waits for "${handler}" after half of its ${limit} ms`),
  })
  const parts: Parts = {
    config: { ...copyConfig(config), appPath: root, hook: { settings: {} } },
    hooks,
    log,
    services: {},
    endpoints: [...(config.endpoints ?? [])],
    modules: undefined,
    content: undefined,
    realtime: undefined,
    listening: false,
    report: '',
    listen: () => Promise.reject(new AppError('APP_BOOTING', 'The application cannot listen while it still boots.')),
    close: () => booting.disposeAsync(),
  }

  booting.defer(
    guardProcess({
      log,
      current: () => hooks.current(),
      serving: () => parts.listening,
      reportDetached: (error) => reportDetached(parts, error),
      close: () => parts.close(),
    }),
  )

  const url = config.database?.url ?? process.env['DATABASE_URL'] ?? 'file:./data/crochet.db'
  const storage = booting.use(await openStorage(url, { root }))

  // Handlers may name each other whatever the order in which they are attached: names are checked when all are there.
  const migrated = await hooks.batch(async () => {
    const modules = await loadModules({
      root,
      settings: config.modules ?? {},
      log: { info: (text) => log.info(text), warn: (text) => log.warn(text), error: (text) => log.error(text) },
      appFor: ({ name, file }) => new Application(parts, hooks.from({ source: 'module', name, file })),
    })
    parts.modules = modules
    parts.config.hook.settings = modules.settings
    booting.defer(() => modules.destroy())
    await modules.configure(parts.config)

    const { collections = [], globals = [], realtime = {} } = parts.config
    const rootHooks = splitRootHooks(parts.config.hooks ?? {})
    const content = await createContent({ collections, globals, hooks: rootHooks.content, engine: hooks, storage, log })
    parts.content = content
    const lines = await content.migrate()

    const server = new Server({
      ...realtime,
      ...rootHooks.realtime,
      engine: hooks,
      stopOnSignals: false,
      journal: storage.journal,
      log,
    })
    parts.realtime = server
    booting.defer(() => server.destroy())

    await modules.initialize()
    return lines
  })

  parts.report = appReport(parts, { url, migrated, ms: performance.now() - started })
  const closing = booting.move()
  let closed: Promise<void> | undefined
  parts.close = () => (closed ??= closing.disposeAsync())
  parts.listen = serve(parts, closing)
  return new Application(parts, hooks)
}
