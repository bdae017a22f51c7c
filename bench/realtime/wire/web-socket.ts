import { connect, type Socket } from 'node:net'

/** A binary message: the bytes from `start` to `end`, valid only during the call. */
export type OnMessage = (bytes: Buffer, start: number, end: number) => void

export interface WebSocketOptions {
  readonly port: number
  readonly localAddress: string
  readonly onMessage: OnMessage
  /** Called once when the socket ends before `destroy`. */
  readonly onLost: (reason: string) => void
}

const opcode = { binary: 2, close: 8, ping: 9, pong: 10 }
const mask = [0x5a, 0xc3, 0x17, 0x9e]
/** What arrives on any socket is read into the same memory: it is dealt with before the next read. */
const arrivals = Buffer.allocUnsafeSlow(256 * 1024)

/** The client's side of a WebSocket, by hand on a TCP socket, so that generating load costs little beside serving it. */
export class WebSocketClient {
  readonly #options: WebSocketOptions
  readonly #socket: Socket
  #state: 'handshake' | 'open' | 'ended' = 'handshake'
  #opened: () => void = () => {}
  /** A frame of which not all has arrived; `size` is 0 while not even its header has. */
  #partial = Buffer.alloc(0)
  #filled = 0
  #size = 0

  static open(options: WebSocketOptions): Promise<WebSocketClient> {
    return new Promise((resolve) => {
      const client = new WebSocketClient(options)
      client.#opened = () => resolve(client)
    })
  }

  private constructor(options: WebSocketOptions) {
    this.#options = options
    const { port, localAddress } = options
    const onread = {
      buffer: arrivals,
      callback: (count: number): boolean => {
        this.#receive(arrivals, count)
        return true
      },
    }
    this.#socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true, onread })
    this.#socket.on('connect', () => this.#socket.write(upgradeRequest(port)))
    this.#socket.on('error', (error) => this.#lose(error.message))
    this.#socket.on('close', () => this.#lose('the socket was closed'))
  }

  /** Sends frames that `frame` made. */
  write(frames: Uint8Array): void {
    this.#socket.write(frames)
  }

  destroy(): void {
    this.#state = 'ended'
    this.#socket.resetAndDestroy()
  }

  #receive(bytes: Buffer, count: number): void {
    let at = this.#state === 'handshake' ? this.#shakeHands(bytes, count) : 0
    while (at < count && this.#state === 'open') {
      if (this.#filled > 0) {
        at = this.#fill(bytes, at, count)
        continue
      }
      const size = frameSize(bytes, at, count)
      if (size === 0 || at + size > count) return this.#keep(bytes.subarray(at, count), size)
      this.#deliver(bytes, at, size)
      at += size
    }
  }

  /** @returns where the frames begin */
  #shakeHands(bytes: Buffer, count: number): number {
    const end = bytes.subarray(0, count).indexOf('\r\n\r\n')
    if (end < 0 || bytes.toString('latin1', 9, 12) !== '101') {
      this.#lose(`the upgrade was answered with: ${bytes.toString('latin1', 0, Math.min(count, 80))}`)
      return count
    }
    this.#state = 'open'
    this.#opened()
    return end + 4
  }

  #keep(rest: Buffer, size: number): void {
    this.#partial = Buffer.allocUnsafe(Math.max(size, 16))
    this.#filled = rest.copy(this.#partial)
    this.#size = size
  }

  /** Adds to the partial frame; @returns where the bytes of the next frame begin */
  #fill(bytes: Buffer, from: number, count: number): number {
    let at = from
    while (this.#size === 0 && at < count) {
      this.#partial[this.#filled++] = bytes[at++] as number
      this.#size = frameSize(this.#partial, 0, this.#filled)
      if (this.#size > this.#partial.length) {
        const larger = Buffer.allocUnsafe(this.#size)
        this.#partial.copy(larger, 0, 0, this.#filled)
        this.#partial = larger
      }
    }
    const copied = this.#size === 0 ? 0 : Math.min(this.#size - this.#filled, count - at)
    bytes.copy(this.#partial, this.#filled, at, at + copied)
    this.#filled += copied
    if (this.#filled === this.#size) {
      this.#filled = 0
      this.#deliver(this.#partial, 0, this.#size)
    }
    return at + copied
  }

  #deliver(bytes: Buffer, at: number, size: number): void {
    const first = bytes[at] as number
    const start = at + headerSize(bytes[at + 1] as number)
    if ((first & 0x80) === 0) return this.#lose('a message came in fragments')
    switch (first & 0x0f) {
      case opcode.binary:
        return this.#options.onMessage(bytes, start, at + size)
      case opcode.ping:
        return this.write(frame(bytes.subarray(start, at + size), opcode.pong))
      case opcode.pong:
        return undefined
      case opcode.close:
        return this.#lose(`closed: ${bytes.readUInt16BE(start)} ${bytes.toString('utf8', start + 2, at + size)}`)
      default:
        return this.#lose(`a frame of kind ${first & 0x0f} came`)
    }
  }

  #lose(reason: string): void {
    if (this.#state === 'ended') return
    this.destroy()
    this.#options.onLost(reason)
  }
}

const headerSize = (lengthByte: number): number => (lengthByte < 126 ? 2 : lengthByte === 126 ? 4 : 10)

/** @returns bytes of a server's frame with its header; 0 when the header is not complete */
function frameSize(bytes: Buffer, at: number, end: number): number {
  if (end - at < 2) return 0
  const length = bytes[at + 1] as number
  const header = headerSize(length)
  if (end - at < header) return 0
  if (length < 126) return header + length
  return header + (length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)))
}

/** A client's frame, masked. The mask is not zero: servers may skip work for that. */
export function frame(payload: Uint8Array, kind: number = opcode.binary): Buffer {
  const { length } = payload
  const header = length < 126 ? 6 : length < 65_536 ? 8 : 14
  const bytes = Buffer.allocUnsafe(header + length)
  bytes[0] = 0x80 | kind
  if (header === 6) bytes[1] = 0x80 | length
  else if (header === 8) {
    bytes[1] = 0x80 | 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 0x80 | 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  for (let i = 0; i < 4; i++) bytes[header - 4 + i] = mask[i] as number
  for (let i = 0; i < length; i++) bytes[header + i] = (payload[i] as number) ^ (mask[i & 3] as number)
  return bytes
}

function upgradeRequest(port: number): string {
  const head = ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket']
  const key = Buffer.from('16 bytes by rule').toString('base64')
  return [...head, 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`, '', ''].join('\r\n')
}
