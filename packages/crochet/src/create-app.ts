import { createContent } from '@crochet/content'
import { Server } from '@crochet/realtime'
import { openStorage, systemClock } from '@crochet/storage'
import { appReport } from './app-report.ts'
import type { App } from './app.ts'
import { Application } from './application.ts'
import { signInOf } from './auth/sign-in-of.ts'
import { signInToCollab } from './auth/sign-in-to-collab.ts'
import { beginBoot, loadAndConfigure, type AppOptions } from './begin-boot.ts'
import { createAppJobs } from './jobs/app-jobs.ts'
import { closingTime } from './jobs/closing-time.ts'
import { migrateMode, type CrochetConfig } from './config.ts'
import { mailPortOf } from './mail/mail-port.ts'
import { openLive } from './open-live.ts'
import { guardProcess } from './process-guard.ts'
import { reportDetached, reportLive } from './report-errors.ts'
import { attachRecords, splitRootHooks } from './root-hooks.ts'
import { serve } from './serve.ts'

/** How long closing waits for mails that are being sent, in milliseconds. */
const patienceForMail = 3000

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

  const app = new Application(parts, hooks)
  booting.defer(() => parts.classic.closeConnections())

  const storage = booting.use(await openStorage(url, { root }))

  // Handlers may name each other whatever the order in which they are attached: names are checked when all are there.
  const schema = await hooks.batch(async () => {
    const modules = await loadAndConfigure(boot)
    booting.defer(() => modules.destroy())

    // Modules may have changed what it is made from.
    parts.signIn = signInOf(parts.config)
    const { collections = [], globals = [], realtime = {} } = parts.config
    const mail = mailPortOf(parts.config.mail)
    const rootHooks = splitRootHooks(parts.config.hooks ?? {})
    const content = await createContent({
      collections,
      globals,
      hooks: rootHooks.content,
      engine: hooks,
      storage,
      log,
      mail,
    })
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
      report: (failure) => reportLive(parts, failure),
    })
    parts.realtime = server
    // The server stores through it to the end.
    const live = booting.use(await openLive({ ...parts.config.live, content, engine: hooks, journal: storage.journal }))
    attachRecords(hooks, rootHooks)
    booting.defer(() => server.destroy())
    if (content.auth.collections.length > 0) {
      // Who may open a live document its rules say, also of somebody who is not signed in.
      const isFree = rootHooks.realtime.onAuthenticate === undefined
      const mustSignIn = (name: string): boolean => isFree && live?.has(name) !== true
      const time = { clock: systemClock, now: Date.now }
      booting.use(signInToCollab({ hooks, content, signIn: parts.signIn, mustSignIn, log, ...time }))
      booting.defer(() => content.auth.idle({ atMost: patienceForMail }))
    }

    const jobs = createAppJobs(parts, { storage, app })
    parts.jobs = jobs
    booting.defer(() => jobs.rest(closingTime(parts.config.jobs)))

    await modules.initialize()
    return { migrated, kept }
  })

  parts.report = appReport(parts, { url, ...schema, ms: performance.now() - started })
  const closing = booting.move()
  let closed: Promise<void> | undefined
  parts.close = () => (closed ??= closing.disposeAsync())
  parts.classic.booted(parts.close)
  parts.listen = serve(parts, closing)
  return app
}
