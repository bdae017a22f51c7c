import { createContent } from '@crochet/content'
import { Server } from '@crochet/realtime'
import { openStorage } from '@crochet/storage'
import { appReport } from './app-report.ts'
import type { App } from './app.ts'
import { Application } from './application.ts'
import { beginBoot, loadAndConfigure, type AppOptions } from './begin-boot.ts'
import { migrateMode, type CrochetConfig } from './config.ts'
import { guardProcess } from './process-guard.ts'
import { reportDetached } from './report-errors.ts'
import { splitRootHooks } from './root-hooks.ts'
import { serve } from './serve.ts'

/**
 * Boots an application: engine, storage, hook modules, content, collaboration server. Opens no port. In development the tables
 * are brought in line with the configuration; in production they have to be already (`migrateApp`).
 *
 * @param config what `crochet.config.ts` exports; it is not changed
 * @throws the error of the first part that cannot be booted; what was booted before it is closed again
 */
export async function createApp(config: CrochetConfig, options: AppOptions = {}): Promise<App> {
  const started = performance.now()
  await using booting = new AsyncDisposableStack()
  const boot = beginBoot(config, { ...options, booting })
  const { root, hooks, parts, url } = boot
  const { log } = parts

  booting.defer(
    guardProcess({
      log,
      current: () => hooks.current(),
      serving: () => parts.listening,
      reportDetached: (error) => reportDetached(parts, error),
      close: () => parts.close(),
    }),
  )

  const storage = booting.use(await openStorage(url, { root }))

  // Handlers may name each other whatever the order in which they are attached: names are checked when all are there.
  const schema = await hooks.batch(async () => {
    const modules = await loadAndConfigure(boot)
    booting.defer(() => modules.destroy())

    const { collections = [], globals = [], realtime = {} } = parts.config
    const rootHooks = splitRootHooks(parts.config.hooks ?? {})
    const content = await createContent({ collections, globals, hooks: rootHooks.content, engine: hooks, storage, log })
    parts.content = content
    const migrated = await content.migrate({ mode: migrateMode(parts.config) })
    const { kept } = await content.plan()

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
    return { migrated, kept }
  })

  parts.report = appReport(parts, { url, ...schema, ms: performance.now() - started })
  const closing = booting.move()
  let closed: Promise<void> | undefined
  parts.close = () => (closed ??= closing.disposeAsync())
  parts.listen = serve(parts, closing)
  return new Application(parts, hooks)
}
