import { watch } from 'node:fs'

interface Watching {
  /** Another value when another process has written. */
  version: () => unknown
  wake: () => void
}

/**
 * Milliseconds until the first looks after a write to the log. Several, because the system tells of a write when it is made, and
 * what was written is to be seen only when it has been flushed and its commit is over.
 */
const looks = [2, 8, 32, 128, 512, 2048]
/** Milliseconds between two looks where the system cannot tell of writes. */
const interval = 1000

/**
 * Tells when another process has written to a database: the system tells of every write to its log, and a look at the version
 * says whether it was one of our own. No timer runs while nobody writes, unless the system has no watches left to give.
 *
 * @param log The write-ahead log; it is there as long as the database is open.
 * @returns What ends it.
 */
export function watchFile(log: string, { version, wake }: Watching): () => void {
  let seen = version()
  let done = looks.length
  let timer: NodeJS.Timeout | undefined
  const hasMoved = (): boolean => {
    try {
      const before = seen
      seen = version()
      return seen !== before
    } catch {
      return true // whoever is woken finds out what is wrong, and has somebody to tell
    }
  }
  const lookLater = (): void => {
    const delay = looks[done]
    timer = delay === undefined ? undefined : setTimeout(look, delay).unref()
    done++
  }
  const look = (): void => {
    if (hasMoved()) wake()
    lookLater()
  }
  // What is written meanwhile begins the looks anew, behind the one that is due.
  const written = (): void => {
    done = 0
    if (timer === undefined) lookLater()
  }
  const stop = watchOrLook(log, { written, look: () => void (hasMoved() && wake()) })
  return () => {
    stop()
    clearTimeout(timer)
    done = looks.length
  }
}

function watchOrLook(log: string, { written, look }: { written: () => void; look: () => void }): () => void {
  const lookNowAndThen = (): (() => void) => {
    const timer = setInterval(look, interval).unref()
    return () => clearInterval(timer)
  }
  try {
    const watcher = watch(log, { persistent: false }, written)
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
