/** Random numbers that can be had again: the same seed gives the same numbers. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
  /** Whether something of this probability, 0 to 1, happens. */
  chance: (probability: number) => boolean
  /** @throws RangeError for an empty list */
  pick: <T>(list: readonly T[]) => T
}

/** mulberry32. */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('There is nothing to pick from.')
      return list[Math.floor(next() * list.length)] as (typeof list)[number]
    },
  }
}
