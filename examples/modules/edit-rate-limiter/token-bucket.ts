/** So many per second, and so many at once after a pause. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #at: number

  /** @param now milliseconds of a clock that never goes back */
  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#at = now
  }

  /** Takes one. @returns whether there was one */
  take(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Whether nothing was taken for so long that a new one would be the same. */
  isFull(now: number): boolean {
    return this.#left + ((now - this.#at) / 1000) * this.#perSecond >= this.#burst
  }
}
