import type { Log } from './log.ts'

/** How long a shutdown may take before the process ends anyway, in milliseconds. What is unfinished stays in the journal. */
const patience = 10_000

/**
 * Closes the application on SIGTERM, SIGINT and SIGQUIT and ends the process: with 0 when everything was flushed, with 1 when
 * it was not done in time. A second signal ends it at once.
 *
 * @returns a function that stops listening
 */
export function stopOnSignals(close: () => Promise<void>, log: Log): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info(`${signal}: closing`)
    setTimeout(() => {
      log.error(`not closed after ${patience} ms: ending`)
      process.exit(1)
    }, patience).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'closing failed')
        process.exit(1)
      },
    )
  }
  for (const signal of signals) process.on(signal, stop)
  return () => {
    for (const signal of signals) process.off(signal, stop)
  }
}
