import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'

export type Part = number | string | Uint8Array

/** Writes numbers as varUint, texts and bytes with their length in front. */
export function frame(...parts: Part[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part)
    else if (typeof part === 'string') encoding.writeVarString(encoder, part)
    else encoding.writeVarUint8Array(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

export interface Answer {
  readonly address: string
  readonly type: number
  readonly rest: decoding.Decoder
}

/** A client that sends whatever the test says. */
export class RawClient implements Disposable {
  readonly webSocket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  readonly #received: Answer[] = []
  #arrivals: (() => void)[] = []

  /** @param webSocket of which nothing has been read yet */
  constructor(webSocket: WebSocket) {
    this.webSocket = webSocket
    webSocket.on('error', () => {})
    webSocket.on('message', (data: Buffer) => {
      const rest = decoding.createDecoder(new Uint8Array(data))
      if (data.length > 1) {
        this.#received.push({ address: decoding.readVarString(rest), type: decoding.readVarUint(rest), rest })
      } else this.#received.push({ address: '', type: data[0] ?? -1, rest })
      for (const notify of this.#arrivals.splice(0)) notify()
    })
    this.closed = new Promise((resolve) => {
      webSocket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url))
    await new Promise((resolve) => client.webSocket.once('open', resolve))
    return client
  }

  send(...parts: Part[]): void {
    this.webSocket.send(frame(...parts))
  }

  bytes(bytes: Uint8Array): void {
    this.webSocket.send(bytes)
  }

  /** Signs in to a document. */
  token(name: string, token = ''): void {
    this.send(name, 2, 0, token)
  }

  /** Takes the next message of this type out of what has come. */
  async next(type: number, address?: string): Promise<Answer> {
    for (;;) {
      const index = this.#received.findIndex(
        (answer) => answer.type === type && (address === undefined || answer.address === address),
      )
      if (index >= 0) return this.#received.splice(index, 1)[0]!
      await new Promise<void>((resolve) => this.#arrivals.push(resolve))
    }
  }

  /** How many messages of this type have come and were not taken. */
  count(type: number, address?: string): number {
    return this.#received.filter(
      (answer) => answer.type === type && (address === undefined || answer.address === address),
    ).length
  }

  [Symbol.dispose](): void {
    this.webSocket.terminate()
  }
}
