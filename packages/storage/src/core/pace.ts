import type { Clock } from '../clock.ts'

/** The pause after a commit, in times of what commits took lately: the thread then stands still a third of the time. */
const factor = 2
/** How much of the average is the commit before. One slow flush among many does not hold up what comes after it. */
const weight = 1 / 8
/** Milliseconds that no one notices who waits for an acknowledgement; a commit costs nearly the same with many rows as with one. */
const shortest = 8
/** Milliseconds: where commits are slower than half of it, it is latency that counts. */
const longest = 25

/** Spaces commits, during which the thread stands still, so that there is time between them for everything else. */
export class Pace {
  readonly #clock: Clock
  #average = 0
  #notBefore = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds until the next commit may begin; 0 or less when it may now. */
  get rest(): number {
    return this.#notBefore - this.#clock.now()
  }

  /** Runs a commit and takes its time, also when it throws. */
  measure<T>(commit: () => T): T {
    const began = this.#clock.now()
    try {
      return commit()
    } finally {
      const ended = this.#clock.now()
      this.#average += (ended - began - this.#average) * weight
      this.#notBefore = ended + Math.min(longest, Math.max(shortest, factor * this.#average))
    }
  }
}
