/** Time and timers, so that tests can move them by hand. */
export interface JobClock {
  /** Milliseconds since 1970, as all processes that share the queue see them. */
  now(): number
  /** Calls `run` once, `milliseconds` from now. @returns A function that calls it off. */
  after(milliseconds: number, run: () => void): () => void
}

/** The longest a timer of the system can wait. */
const longest = 2 ** 31 - 1

/** The time of the system. */
export const systemClock: JobClock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > longest ? wait(left - longest) : run()), Math.min(left, longest))
    }
    wait(milliseconds)
    return () => clearTimeout(timer)
  },
}
