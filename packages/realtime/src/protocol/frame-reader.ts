import * as decoding from 'lib0/decoding'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads lib0's encoding and never beyond the given bytes. (lib0 itself checks lengths against the underlying buffer, which
 * in Node may hold other sockets' data.) Every method throws a plain `RangeError`, or what lib0 or the text decoder throws;
 * whoever reads turns that into an error of the catalogue.
 */
export class FrameReader {
  readonly #decoder: decoding.Decoder
  readonly #end: number

  constructor(bytes: Uint8Array) {
    this.#decoder = decoding.createDecoder(bytes)
    this.#end = bytes.length
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#decoder.pos
  }

  byte(): number {
    if (this.left < 1) throw new RangeError('it ends too early')
    return decoding.readUint8(this.#decoder)
  }

  uint(): number {
    const value = decoding.readVarUint(this.#decoder)
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large')
    return value
  }

  /** A number of things that take at least `size` bytes each. */
  count(size: number): number {
    const value = this.uint()
    if (value * size > this.left) throw new RangeError('it declares more than it holds')
    return value
  }

  /** A view of `length` bytes. */
  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('a length goes beyond its end')
    return decoding.readUint8Array(this.#decoder, length)
  }

  /** A view of bytes with their length in front. */
  bytes(): Uint8Array {
    return this.take(this.uint())
  }

  text(): string {
    return utf8.decode(this.bytes())
  }

  /** @throws RangeError when something is left */
  end(): void {
    if (this.left > 0) throw new RangeError('it has bytes after its end')
  }
}
