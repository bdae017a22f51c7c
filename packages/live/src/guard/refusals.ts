/** How many updates of one connection may be refused at once, and how many more in a second, before it is taken for an attack. */
const [most, perSecond] = [100, 5]

/** Counts what is refused of each connection: to take one update back takes as long as to build the document. */
export class Refusals {
  readonly #now: () => number
  readonly #buckets = new WeakMap<object, { left: number; at: number }>()

  /** @param now milliseconds of a clock */
  constructor(now: () => number) {
    this.#now = now
  }

  /** @returns whether it is one too many */
  count(connection: object): boolean {
    const now = this.#now()
    const { left, at } = this.#buckets.get(connection) ?? { left: most, at: now }
    const filled = Math.min(most, left + ((now - at) / 1000) * perSecond)
    this.#buckets.set(connection, { left: Math.max(0, filled - 1), at: now })
    return filled < 1
  }
}
