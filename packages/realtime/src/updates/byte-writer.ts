/** @returns how many bytes lib0's encoding of an unsigned integer takes */
export function uintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
  return size
}

/** Writes lib0's encoding of an unsigned integer. @returns where it ends */
export function writeUint(bytes: Uint8Array, at: number, value: number): number {
  let place = at
  let rest = value
  while (rest >= 0x80) {
    bytes[place++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  bytes[place++] = rest
  return place
}

/** A few bytes are copied faster one by one than through a view. */
const few = 48

/** Copies the bytes from `from` to `to` of `source` to `at` of `target`. */
export function copyBytes(
  { source, from, to }: { readonly source: Uint8Array; readonly from: number; readonly to: number },
  target: Uint8Array,
  at: number,
): void {
  if (to - from > few) {
    target.set(source.subarray(from, to), at)
    return
  }
  for (let index = from, place = at; index < to; index++, place++) target[place] = Number(source[index])
}

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
    this.#at = writeUint(this.bytes, this.#at, value)
  }

  /** Copies the bytes from `from` to `to` of `source`. */
  copy(source: Uint8Array, from: number, to: number): void {
    copyBytes({ source, from, to }, this.bytes, this.#at)
    this.#at += to - from
  }
}
