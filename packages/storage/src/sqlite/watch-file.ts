import { watch } from 'node:fs'

interface Watching {
  /** Another value when another process has written. */
  version: () => unknown
  wake: () => void
}

/** Milliseconds between two looks where the system cannot tell of changes. */
const interval = 1000

/**
 * Tells when another process has written to a database: the system tells of every write to its log, and a look at the version
 * says whether it was one of our own. No timer runs, unless the system has no watches left to give.
 *
 * @param log The write-ahead log; it is there as long as the database is open.
 * @returns What ends it.
 */
export function watchFile(log: string, { version, wake }: Watching): () => void {
  let seen = version()
  let looking = false
  let over = false
  const hasMoved = (): boolean => {
    try {
      const before = seen
      seen = version()
      return seen !== before
    } catch {
      return true // whoever is woken finds out what is wrong, and has somebody to tell
    }
  }
  const look = (): void => {
    looking = false
    if (over) return
    if (!hasMoved()) return
    wake()
  }
  // A commit writes many times: one look for all of them, when this turn of the event loop is over.
  const changed = (): void => {
    if (looking) return
    looking = true
    setImmediate(look)
  }
  const stop = watchOrLook(log, changed)
  return () => {
    over = true
    stop()
  }
}

function watchOrLook(log: string, changed: () => void): () => void {
  const lookNowAndThen = (): (() => void) => {
    const timer = setInterval(changed, interval).unref()
    return () => clearInterval(timer)
  }
  try {
    const watcher = watch(log, { persistent: false }, changed)
    let stop = (): void => watcher.close()
    watcher.on('error', () => {
      watcher.close()
      stop = lookNowAndThen()
    })
    return () => stop()
  } catch {
    return lookNowAndThen()
  }
}
