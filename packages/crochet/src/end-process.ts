import type { Log } from './log.ts'

interface Ending {
  readonly log: Log
  readonly code: number
  /** How long closing may take before the process ends anyway, in milliseconds. What is unfinished stays in the journal. */
  readonly patience?: number
}

/** Closes the application, then ends the process with `code`; with 1 if closing fails or takes too long. */
export function endProcess(close: () => Promise<unknown>, { log, code, patience = 10_000 }: Ending): void {
  // Keeps the process alive: with nothing else to do it would end by itself, and with 0, in the middle of a close that hangs.
  setTimeout(() => {
    log.error(`not closed after ${patience} ms: ending`)
    process.exit(1)
  }, patience)
  close().then(
    () => process.exit(code),
    (error: unknown) => {
      log.error({ err: error }, 'closing failed')
      process.exit(1)
    },
  )
}
