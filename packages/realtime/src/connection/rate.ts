/** So many per second, and as many at once after a pause: a bucket that fills steadily. */
export class Rate {
  readonly #perSecond: number
  #left: number
  #at: number

  /** @param now milliseconds of a clock */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#left = perSecond
    this.#at = now
  }

  /** Takes one, if there is one. */
  take(now: number): boolean {
    const filled = this.#left + ((now - this.#at) / 1_000) * this.#perSecond
    this.#left = Math.min(this.#perSecond, filled)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Milliseconds until there is one. */
  get wait(): number {
    return Math.max(0, ((1 - this.#left) / this.#perSecond) * 1_000)
  }
}
