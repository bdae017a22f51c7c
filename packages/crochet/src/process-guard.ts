import type { Operation } from '@crochet/hooks'
import type { Log } from './log.ts'

/** What the guard needs of an application. */
export interface Guarded {
  readonly log: Log
  /** The operation in whose ambient scope the caller runs. */
  current(): Operation | undefined
  /** Takes a failure of work that a handler left behind. */
  reportDetached(error: unknown, operation: Operation, handler: string): void
  /** Stops acknowledging, flushes and closes. */
  close(): Promise<void>
}

const guarded = new Set<Guarded>()

/**
 * Listens for what nobody caught. An error that came from work a handler detached (a timer, a promise nobody awaits) is
 * reported and the process lives. One that came from no handler is a fault of the server, whose state can no longer be
 * trusted: it stops acknowledging, flushes, and exits with 1 (spec: hooks.md, "Awaited or not").
 *
 * @returns a function that stops guarding for this application; the listeners go with the last one
 */
export function guardProcess(app: Guarded): () => void {
  if (guarded.size === 0) {
    process.on('unhandledRejection', uncaught)
    process.on('uncaughtException', uncaught)
  }
  guarded.add(app)
  return () => {
    guarded.delete(app)
    if (guarded.size > 0) return
    process.off('unhandledRejection', uncaught)
    process.off('uncaughtException', uncaught)
  }
}

function uncaught(error: unknown): void {
  for (const app of guarded) {
    const operation = app.current()
    const handler = operation === undefined ? undefined : leftBehindBy(operation)
    if (operation !== undefined && handler !== undefined) return app.reportDetached(error, operation, handler)
  }
  void stopAll(error)
}

/** The handler whose work failed: the one that runs in the ambient entry, or ran last in it. */
const leftBehindBy = (operation: Operation): string | undefined => operation.running?.id

async function stopAll(error: unknown): Promise<void> {
  process.exitCode = 1
  const apps = [...guarded]
  apps[0]?.log.fatal({ err: error }, 'a fault outside every hook: the server flushes and stops')
  await Promise.allSettled(apps.map((app) => app.close()))
  process.exit(1)
}
