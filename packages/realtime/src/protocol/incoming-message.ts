import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * A message that an extension reads, and the answer it writes at the same time. (API of Hocuspocus 4; what clients send is
 * read by `decodeClientMessage`, which is stricter.)
 */
export class IncomingMessage {
  readonly decoder: decoding.Decoder
  #encoder: encoding.Encoder | undefined

  constructor(input: Uint8Array | ArrayBuffer | readonly number[]) {
    this.decoder = decoding.createDecoder(input instanceof Uint8Array ? input : new Uint8Array(input))
  }

  /** What has been written of the answer. */
  get encoder(): encoding.Encoder {
    return (this.#encoder ??= encoding.createEncoder())
  }

  /** Bytes of the answer. */
  get length(): number {
    return encoding.length(this.encoder)
  }

  readVarUint(): number {
    return decoding.readVarUint(this.decoder)
  }

  readVarString(): string {
    return decoding.readVarString(this.decoder)
  }

  readVarUint8Array(): Uint8Array {
    return decoding.readVarUint8Array(this.decoder)
  }

  /** Reads bytes and stays where it is. */
  peekVarUint8Array(): Uint8Array {
    const { pos } = this.decoder
    const bytes = this.readVarUint8Array()
    this.decoder.pos = pos
    return bytes
  }

  writeVarUint(number: number): void {
    encoding.writeVarUint(this.encoder, number)
  }

  writeVarString(text: string): void {
    encoding.writeVarString(this.encoder, text)
  }

  /** The answer. */
  toUint8Array(): Uint8Array {
    return encoding.toUint8Array(this.encoder)
  }
}
