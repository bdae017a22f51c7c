/** Writes lib0's primitives, one message at a time, into a buffer that it keeps. */
export class Writer {
  #bytes = Buffer.allocUnsafe(4096)
  #at = 0

  byte(value: number): this {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
    return this
  }

  uint(value: number): this {
    this.#reserve(8)
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#at++] = rest
    return this
  }

  text(value: string): this {
    const length = Buffer.byteLength(value)
    this.uint(length).#reserve(length)
    this.#at += this.#bytes.write(value, this.#at)
    return this
  }

  /** Bytes with their length before them. */
  bytes(value: Uint8Array): this {
    return this.uint(value.length).raw(value)
  }

  raw(value: Uint8Array): this {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  /** What was written since the last call; overwritten by what is written next. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#at)
    this.#at = 0
    return taken
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe((this.#at + count) * 2)
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
  }
}
