import { uintSize, writeUint } from '../updates/byte-writer.ts'

/** FIN and the opcode for binary data. (RFC 6455, 5.2) */
const finalBinary = 0x82

/**
 * A frame on its way to clients. It is encoded once for all who share an address, and carries the header of its WebSocket
 * message, so that the same bytes can be written to every socket. (RFC 6455, 5.2; servers do not mask.)
 */
export class Frame {
  /** Header and frame: what goes over the socket. */
  readonly wire: Uint8Array
  readonly #header: number
  #messages: readonly Uint8Array[] | undefined

  private constructor(wire: Uint8Array, header: number) {
    this.wire = wire
    this.#header = header
  }

  /** Encodes a frame: the address, numbers, and, if given, bytes with their length in front. */
  static of(address: string, numbers: readonly number[], payload?: Uint8Array): Frame {
    const parts = { address, addressBytes: Buffer.byteLength(address), numbers, payload }
    const size = headSize(parts) + (payload?.length ?? 0)
    const header = headerSize(size)
    const wire = Buffer.allocUnsafe(header + size)
    writeHeader(wire, header, size)
    const at = writeHead(wire, header, parts)
    if (payload !== undefined) wire.set(payload, at)
    return new Frame(wire, header)
  }

  /** Wraps a frame that is encoded already. */
  static wrap(bytes: Uint8Array): Frame {
    const header = headerSize(bytes.length)
    const wire = Buffer.allocUnsafe(header + bytes.length)
    writeHeader(wire, header, bytes.length)
    wire.set(bytes, header)
    return new Frame(wire, header)
  }

  /** Frames that go to the same receivers, one after the other. */
  static join(parts: readonly Frame[]): Frame {
    const joined = new Frame(Buffer.concat(parts.map(({ wire }) => wire)), 0)
    joined.#messages = parts.flatMap(({ messages }) => messages)
    return joined
  }

  /** What it says without the headers of WebSocket messages: one message, or as many as were joined. */
  get messages(): readonly Uint8Array[] {
    return (this.#messages ??= [this.wire.subarray(this.#header)])
  }
}

/** A frame in two parts: of large content there is one copy, whoever it is sent to. */
export interface LargeFrame {
  /** Header of the WebSocket message, and what stands in the frame before the content. */
  readonly head: Uint8Array
  /** How many bytes of `head` are the header. */
  readonly header: number
  /** Must not change until it is sent. */
  readonly content: Uint8Array
}

/** Encodes a frame as `Frame.of` does, and leaves the content where it is. */
export function largeFrame(address: string, numbers: readonly number[], content: Uint8Array): LargeFrame {
  const parts = { address, addressBytes: Buffer.byteLength(address), numbers, payload: content }
  const size = headSize(parts)
  const header = headerSize(size + content.length)
  const head = Buffer.allocUnsafe(header + size)
  writeHeader(head, header, size + content.length)
  writeHead(head, header, parts)
  return { head, header, content }
}

interface Parts {
  readonly address: string
  /** Length of the address in UTF-8. */
  readonly addressBytes: number
  readonly numbers: readonly number[]
  readonly payload: Uint8Array | undefined
}

/** Bytes of a frame before its payload. */
function headSize({ addressBytes, numbers, payload }: Parts): number {
  let size = uintSize(addressBytes) + addressBytes
  for (const number of numbers) size += uintSize(number)
  return payload === undefined ? size : size + uintSize(payload.length)
}

/** @returns where the payload begins */
function writeHead(buffer: Buffer, start: number, { address, addressBytes, numbers, payload }: Parts): number {
  let at = writeUint(buffer, start, addressBytes)
  at += buffer.write(address, at)
  for (const number of numbers) at = writeUint(buffer, at, number)
  return payload === undefined ? at : writeUint(buffer, at, payload.length)
}

/** Bytes of the header of a WebSocket message of so many bytes. */
const headerSize = (size: number): number => (size < 126 ? 2 : size < 65_536 ? 4 : 10)

function writeHeader(buffer: Buffer, header: number, size: number): void {
  buffer[0] = finalBinary
  if (header === 2) {
    buffer[1] = size
  } else if (header === 4) {
    buffer[1] = 126
    buffer.writeUInt16BE(size, 2)
  } else {
    buffer[1] = 127
    buffer.writeUInt32BE(0, 2)
    buffer.writeUInt32BE(size, 6)
  }
}
