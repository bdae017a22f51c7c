import type { Operation } from '@crochet/hooks'
import { endProcess } from './end-process.ts'
import type { Log } from './log.ts'

/** What the guard needs of an application. */
export interface Guarded {
  readonly log: Log
  /** The operation in whose ambient scope the caller runs. */
  current(): Operation | undefined
  /** Takes a failure of work that a handler left behind. */
  reportDetached(error: unknown): void
  /** Whether it answers requests. A fault in a process that also serves others must stop it. */
  serving(): boolean
  /** Stops acknowledging, flushes and closes. */
  close(): Promise<void>
}

const guarded = new Set<Guarded>()

/**
 * Listens for what nobody caught. An error that came from work a handler detached (a timer, a promise nobody awaits) is
 * reported and the process lives. One that came from no handler is a fault of the server, whose state can no longer be
 * trusted: it stops acknowledging, flushes, and exits with 1 (spec: hooks.md, "Awaited or not"). Only where no application
 * serves anybody and somebody else listens too (a test runner) is that left to them.
 *
 * @returns a function that stops guarding for this application; the listeners go with the last one
 */
export function guardProcess(app: Guarded): () => void {
  if (guarded.size === 0) {
    process.on('unhandledRejection', rejected)
    process.on('uncaughtException', thrown)
  }
  guarded.add(app)
  return () => {
    guarded.delete(app)
    if (guarded.size > 0) return
    process.off('unhandledRejection', rejected)
    process.off('uncaughtException', thrown)
  }
}

type Event = 'unhandledRejection' | 'uncaughtException'
const rejected = (error: unknown): void => uncaught('unhandledRejection', error)
const thrown = (error: unknown): void => uncaught('uncaughtException', error)

function uncaught(event: Event, error: unknown): void {
  for (const app of guarded) {
    const operation = app.current()
    if (operation !== undefined && operation.ran.length > 0) return app.reportDetached(error)
  }
  const others = process.listenerCount(event) > 1
  if ([...guarded].some((app) => app.serving()) || !others) stopAll(error)
}

let stopping = false

function stopAll(error: unknown): void {
  const apps = [...guarded]
  const [first] = apps
  if (first === undefined) return
  first.log.fatal({ err: error }, 'a fault outside every hook: the server flushes and stops')
  if (stopping) return
  stopping = true
  endProcess(() => Promise.allSettled(apps.map((app) => app.close())), { log: first.log, code: 1 })
}
