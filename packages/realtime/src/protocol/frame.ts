/** Most bytes the header of an unmasked WebSocket message takes. */
const longestHeader = 10
/** FIN and the opcode for binary data. (RFC 6455, 5.2) */
const finalBinary = 0x82
const utf8 = new TextEncoder()

/**
 * A frame on its way to clients. It is encoded once for all who share an address, and carries the header of its WebSocket
 * message, so that the same bytes can be written to every socket. (RFC 6455, 5.2; servers do not mask.)
 */
export class Frame {
  /** Header and frame: what goes over the socket. */
  readonly wire: Uint8Array
  /** The frame alone. */
  readonly bytes: Uint8Array

  private constructor(buffer: Uint8Array, start: number) {
    this.bytes = buffer.subarray(longestHeader)
    this.wire = buffer.subarray(start)
  }

  /** Encodes a frame: the address, numbers, and, if given, bytes with their length in front. */
  static of(address: Uint8Array, numbers: readonly number[], payload?: Uint8Array): Frame {
    const head = headSize(address, numbers, payload)
    const size = head + (payload?.length ?? 0)
    const buffer = Buffer.allocUnsafe(longestHeader + size)
    writeHead(buffer, { address, numbers, payload })
    if (payload !== undefined) buffer.set(payload, longestHeader + head)
    return new Frame(buffer, writeHeader(buffer, size))
  }

  /** Wraps a frame that is encoded already. */
  static wrap(bytes: Uint8Array): Frame {
    const buffer = Buffer.allocUnsafe(longestHeader + bytes.length)
    buffer.set(bytes, longestHeader)
    return new Frame(buffer, writeHeader(buffer, bytes.length))
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
export function largeFrame(address: Uint8Array, numbers: readonly number[], content: Uint8Array): LargeFrame {
  const size = headSize(address, numbers, content)
  const buffer = Buffer.allocUnsafe(longestHeader + size)
  writeHead(buffer, { address, numbers, payload: content })
  const start = writeHeader(buffer, size + content.length)
  return { head: buffer.subarray(start), header: longestHeader - start, content }
}

/** The bytes of an address, as frames begin with them. */
export const encodeAddress = (address: string): Uint8Array => utf8.encode(address)

interface Parts {
  readonly address: Uint8Array
  readonly numbers: readonly number[]
  readonly payload: Uint8Array | undefined
}

/** Bytes of a frame before its payload. */
function headSize(address: Uint8Array, numbers: readonly number[], payload: Uint8Array | undefined): number {
  let size = sizeOf(address.length) + address.length
  for (const number of numbers) size += sizeOf(number)
  return payload === undefined ? size : size + sizeOf(payload.length)
}

function writeHead(buffer: Buffer, { address, numbers, payload }: Parts): void {
  let at = write(buffer, longestHeader, address.length)
  buffer.set(address, at)
  at += address.length
  for (const number of numbers) at = write(buffer, at, number)
  if (payload !== undefined) write(buffer, at, payload.length)
}

/** Writes the header in front of a payload of `size` bytes. @returns where the header begins */
function writeHeader(buffer: Buffer, size: number): number {
  if (size < 126) {
    buffer[longestHeader - 1] = size
    buffer[longestHeader - 2] = finalBinary
    return longestHeader - 2
  }
  if (size < 65_536) {
    buffer.writeUInt16BE(size, longestHeader - 2)
    buffer[longestHeader - 3] = 126
    buffer[longestHeader - 4] = finalBinary
    return longestHeader - 4
  }
  buffer.writeUInt32BE(size, longestHeader - 4)
  buffer.writeUInt32BE(0, longestHeader - 8)
  buffer[longestHeader - 9] = 127
  buffer[longestHeader - 10] = finalBinary
  return 0
}

/** Bytes of a number in lib0's variable length. */
function sizeOf(number: number): number {
  let size = 1
  for (let rest = number; rest >= 128; rest = Math.floor(rest / 128)) size++
  return size
}

function write(buffer: Buffer, start: number, number: number): number {
  let at = start
  let rest = number
  for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 128
  buffer[at++] = rest
  return at
}
