/** Time for limits and reports. Tests inject their own. */
export interface Clock {
  /** Milliseconds from a fixed point, never going back. */
  now(): number
  /** Calls `run` once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void
}

/** The clock of the runtime. Its timers keep the process alive: a hanging boot ends in an error, never in a silent exit. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
