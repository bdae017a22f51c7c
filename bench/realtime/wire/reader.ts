/** Reads lib0's primitives out of bytes that lie within a larger buffer. One reader is used again and again. */
export class Reader {
  bytes: Uint8Array = new Uint8Array()
  at = 0
  end = 0

  over(bytes: Uint8Array, start = 0, end: number = bytes.length): this {
    this.bytes = bytes
    this.at = start
    this.end = end
    return this
  }

  get left(): number {
    return this.end - this.at
  }

  byte(): number {
    if (this.at >= this.end) throw new RangeError('a frame ends too early')
    return this.bytes[this.at++] as number
  }

  /** Seven bits per byte, low first. */
  uint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 128
    }
  }

  skip(count: number): void {
    this.at += count
    if (this.at > this.end) throw new RangeError('a frame ends too early')
  }

  text(): string {
    const length = this.uint()
    const start = this.at
    this.skip(length)
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString()
  }
}
