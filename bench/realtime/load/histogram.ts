/** Counts durations in buckets of about 3 %, from a microsecond up. */
export class Histogram {
  readonly #counts = new Uint32Array(32 * 34)
  #total = 0

  record(milliseconds: number): void {
    const value = Math.min(2 ** 31 - 1, Math.max(32, milliseconds * 32_000)) | 0
    const octave = 31 - Math.clz32(value)
    // The five bits below the highest one divide an octave in 32.
    const index = octave * 32 + ((value >>> (octave - 5)) & 31)
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#total++
  }

  get total(): number {
    return this.#total
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
  }

  /** @returns milliseconds that the share `q` (0 to 1) of all durations stayed below; NaN when there were none */
  quantile(q: number): number {
    const wanted = Math.max(1, Math.ceil(this.#total * q))
    let seen = 0
    for (let index = 0; index < this.#counts.length; index++) {
      seen += this.#counts[index] as number
      if (seen >= wanted && this.#total > 0) return upperEnd(index) / 32_000
    }
    return Number.NaN
  }
}

function upperEnd(index: number): number {
  const octave = Math.floor(index / 32)
  return 2 ** octave * (1 + ((index % 32) + 1) / 32)
}
