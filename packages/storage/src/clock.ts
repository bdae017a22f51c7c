/** Time and timers, so that tests can move them by hand. */
export interface Clock {
  /** Milliseconds from a fixed moment; never runs backwards. */
  now(): number
  /** Calls `run` once, `milliseconds` from now. @returns A function that calls it off. */
  after(milliseconds: number, run: () => void): () => void
}

/** The time of the system. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}
