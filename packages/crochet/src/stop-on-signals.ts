import { endProcess } from './end-process.ts'
import type { Log } from './log.ts'

/**
 * Closes the application on SIGTERM, SIGINT and SIGQUIT and ends the process: with 0 when everything was flushed, with 1 when
 * it was not done within `patience` milliseconds. A second signal ends it at once, with 1.
 *
 * @returns a function that stops listening; once a signal has come it no longer does, since the process is ending
 */
export function stopOnSignals(
  close: () => Promise<void>,
  { log, patience }: { log: Log; patience: number },
): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info(`${signal}: closing`)
    endProcess(close, { log, code: 0, patience })
  }
  for (const signal of signals) process.on(signal, stop)
  return () => {
    if (stopping) return
    for (const signal of signals) process.off(signal, stop)
  }
}
