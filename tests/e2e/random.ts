/** Random numbers that can be had again: the same seed gives the same numbers. */
export interface Random {
  seed: number
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
}

/** Takes its seed from `CROCHET_SEED` if that is set. The generator is mulberry32. */
export function seededRandom(): Random {
  const seed = Number(process.env['CROCHET_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, between: (low, high) => low + Math.floor(next() * (high - low + 1)) }
}
