/** @returns how many bytes lib0's encoding of an unsigned integer takes */
export function uintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
  return size
}

/** A few bytes are copied faster one by one than through a view. */
const few = 48

/** Writes lib0's encoding into a buffer of known size: what is written must have been measured before. */
export class ByteWriter {
  readonly bytes: Uint8Array
  #at = 0

  /** @param size in bytes */
  constructor(size: number) {
    this.bytes = new Uint8Array(size)
  }

  get position(): number {
    return this.#at
  }

  byte(value: number): void {
    this.bytes[this.#at++] = value
  }

  uint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.#at++] = rest
  }

  /** Copies the bytes from `from` to `to` of `source`. */
  copy(source: Uint8Array, from: number, to: number): void {
    if (to - from > few) {
      this.bytes.set(source.subarray(from, to), this.#at)
      this.#at += to - from
    } else {
      for (let index = from; index < to; index++) this.byte(Number(source[index]))
    }
  }
}
