const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A safe integer takes eight bytes at most. */
const longestUint = 8

/**
 * Reads lib0's encoding and never beyond the given bytes. Every method throws a plain `RangeError`, or what the text decoder
 * throws; whoever reads turns that into an error of the catalogue.
 */
export class FrameReader {
  readonly #bytes: Uint8Array
  #at: number

  /** @param at where to begin, in bytes */
  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#at
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new RangeError('it ends too early')
    this.#at++
    return value
  }

  uint(): number {
    const first = this.byte()
    return first < 0x80 ? first : this.#longUint(first & 0x7f)
  }

  /** A number of things that take at least `size` bytes each. */
  count(size: number): number {
    const value = this.uint()
    if (value * size > this.left) throw new RangeError('it declares more than it holds')
    return value
  }

  /** A view of `length` bytes. */
  take(length: number): Uint8Array {
    const from = this.#at
    this.skip(length)
    return this.#bytes.subarray(from, this.#at)
  }

  skip(length: number): void {
    if (length > this.left) throw new RangeError('a length goes beyond its end')
    this.#at += length
  }

  /** A view of bytes with their length in front. */
  bytes(): Uint8Array {
    return this.take(this.uint())
  }

  skipBytes(): void {
    this.skip(this.uint())
  }

  text(): string {
    return utf8.decode(this.bytes())
  }

  /**
   * Passes over a text, checked like one that is read, without making a string of it.
   *
   * @returns its length in UTF-16 units
   */
  skipText(): number {
    const length = this.uint()
    if (length > this.left) throw new RangeError('a length goes beyond its end')
    const end = this.#at + length
    const start = this.#at
    const bytes = this.#bytes
    let at = start
    // `undefined` cannot come: `end` lies within the bytes. As a number it would end the loop.
    while (at < end && Number(bytes[at]) < 0x80) at++
    this.#at = at
    return at === end ? length : at - start + this.#skipBeyondAscii(end)
  }

  /** @throws RangeError when something is left */
  end(): void {
    if (this.left > 0) throw new RangeError('it has bytes after its end')
  }

  /** What follows the first byte of a number. */
  #longUint(first: number): number {
    let value = first
    let factor = 128
    for (let length = 2; length <= longestUint; length++) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break
        return value
      }
      factor *= 128
    }
    throw new RangeError('a number is too large')
  }

  /** UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
  #skipBeyondAscii(end: number): number {
    let units = 0
    while (this.#at < end) {
      const lead = this.byte()
      units++
      if (lead < 0x80) continue
      if (lead >= 0xc2 && lead <= 0xdf) {
        this.#continuation(end, 0x80, 0xbf)
      } else if (lead >= 0xe0 && lead <= 0xef) {
        this.#continuation(end, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf)
        this.#continuation(end, 0x80, 0xbf)
      } else if (lead >= 0xf0 && lead <= 0xf4) {
        this.#continuation(end, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf)
        this.#continuation(end, 0x80, 0xbf)
        this.#continuation(end, 0x80, 0xbf)
        units++
      } else {
        throw new RangeError('a text is not UTF-8')
      }
    }
    return units
  }

  #continuation(end: number, lowest: number, highest: number): void {
    const byte = this.#at < end ? this.byte() : 0
    if (byte < lowest || byte > highest) throw new RangeError('a text is not UTF-8')
  }
}
