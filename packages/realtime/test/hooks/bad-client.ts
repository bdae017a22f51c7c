import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { frame, RawClient } from '../support/raw-client.ts'

const message = { sync: 0, awareness: 1, auth: 2, stateless: 5, syncStatus: 8 }

/** A client of the document that a handler misbehaves about. It says everything there is to say, and notes what is acknowledged. */
export class BadClient implements Disposable {
  readonly #client: RawClient
  readonly #id = Math.floor(Math.random() * 2 ** 31)
  #clock = 0
  #sent: string[] = []
  #arrivals: (() => void)[] = []
  /** Texts whose update was answered with true. */
  readonly acknowledged: string[] = []

  constructor(client: RawClient) {
    this.#client = client
    void this.#listen()
  }

  /** @returns nothing when the server does not open a WebSocket, or when `giveUp` comes before it does */
  static async enter(url: string, giveUp: Promise<void>): Promise<BadClient | undefined> {
    const webSocket = new WebSocket(url)
    const outcome = await Promise.race([
      new Promise<'open'>((resolve) => webSocket.on('open', () => resolve('open'))),
      new Promise<'refused'>((resolve) => webSocket.on('error', () => resolve('refused'))),
      giveUp.then(() => 'given up' as const),
    ])
    if (outcome === 'open') return new BadClient(new RawClient(webSocket))
    webSocket.terminate()
    return undefined
  }

  /** Signs in, synchronises, writes, is present, sends a stateless message, and signs in again. */
  sayEverything(): void {
    this.token()
    this.#client.send('bad', message.sync, 0, Uint8Array.of(0))
    this.write('first')
    this.bePresent()
    this.#client.send('bad', message.stateless, 'hello')
    this.token()
    this.write('second')
  }

  token(): void {
    this.#client.token('bad', 'secret')
  }

  /** Each text by a client of its own, so that none depends on one that was refused. */
  write(text: string): void {
    const document = new Y.Doc()
    document.getMap('texts').set(text, true)
    this.#sent.push(text)
    this.#client.send('bad', message.sync, 2, Y.encodeStateAsUpdate(document))
  }

  bePresent(): void {
    this.#client.bytes(this.presence())
  }

  /** A frame that says something new of this client's presence. */
  presence(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, this.#id)
    encoding.writeVarUint(encoder, ++this.#clock)
    encoding.writeVarString(encoder, JSON.stringify({ clock: this.#clock }))
    return frame('bad', message.awareness, encoding.toUint8Array(encoder))
  }

  /** Resolves when everything written so far was answered. */
  async answered(): Promise<void> {
    while (this.#sent.length > 0) await new Promise<void>((resolve) => this.#arrivals.push(resolve))
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]()
  }

  async #listen(): Promise<void> {
    for (;;) {
      const { rest } = await this.#client.next(message.syncStatus)
      const text = this.#sent.shift()
      if (decoding.readVarUint(rest) === 1 && text !== undefined) this.acknowledged.push(text)
      for (const notify of this.#arrivals.splice(0)) notify()
    }
  }
}
