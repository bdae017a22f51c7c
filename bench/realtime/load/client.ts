import { authType, messageType, syncType } from '../wire/message.ts'
import { Reader } from '../wire/reader.ts'
import { WebSocketClient, frame } from '../wire/web-socket.ts'
import { Writer } from '../wire/writer.ts'
import { Gate } from './gate.ts'

/** What the other side understands: Hocuspocus' protocol, or only that the first frame on a socket names the document. */
export type Dialect = 'hocuspocus' | 'relay'

/** Called while a message is dealt with; `reader` stands at its contents. */
export interface ClientEvents {
  /** The document as the server has it. */
  content?(reader: Reader): void
  stateVector?(reader: Reader): void
  update?(reader: Reader): void
  awareness?(reader: Reader): void
  /** One update is acknowledged. */
  acknowledged?(): void
}

export interface ClientOptions {
  readonly port: number
  readonly dialect: Dialect
  readonly document: string
  /** Of all clients: those of one address are limited in number, so they spread over addresses of the loopback network. */
  readonly index: number
  readonly events: ClientEvents
}

const clientsPerAddress = 90
/** Sockets that are opened at once: more than wait to be accepted (511 in Node) would have to try again after a second. */
const openings = new Gate(250)
const reader = new Reader()
const writer = new Writer()
const pong = frame(Uint8Array.of(messageType.pong))
const nothing = Uint8Array.of(0)
const noUpdate = Uint8Array.of(0, 0)

/**
 * One client of one document that does what the published provider does: sends token and state vector at once, then answers the
 * server's state vector. Whatever else may happen to it ends the process.
 */
export class Client {
  readonly #options: ClientOptions
  readonly #address: Uint8Array
  #socket: WebSocketClient | undefined
  /** While joining: what is still to come. */
  readonly #awaited: Set<'content' | 'status' | 'echo'>
  #joined: () => void = () => {}

  /** Opens a socket, authenticates and synchronises; for the relay, enters the document. */
  static async join(options: ClientOptions): Promise<Client> {
    const client = new Client(options)
    await client.#join()
    return client
  }

  private constructor(options: ClientOptions) {
    this.#options = options
    this.#address = Uint8Array.from(new Writer().text(options.document).take())
    this.#awaited = new Set(options.dialect === 'relay' ? ['echo'] : ['content', 'status'])
  }

  /** The frame that sends an update. */
  updateFrame(update: Uint8Array): Buffer {
    return this.#frame(messageType.sync, (to) => to.uint(syncType.update).bytes(update))
  }

  awarenessFrame(update: Uint8Array): Buffer {
    return this.#frame(messageType.awareness, (to) => to.bytes(update))
  }

  write(frames: Uint8Array): void {
    this.#socket?.write(frames)
  }

  leave(): void {
    this.#socket?.destroy()
  }

  async #join(): Promise<void> {
    const { port, index, dialect } = this.#options
    const joined = new Promise<void>((resolve) => (this.#joined = resolve))
    await openings.enter()
    this.#socket = await WebSocketClient.open({
      port,
      localAddress: localAddress(index),
      onMessage: (bytes, start, end) => this.#read(bytes, start, end),
      onLost: (reason) => this.#fail(reason),
    })
    openings.leave()
    const token = this.#frame(messageType.auth, (to) => to.uint(authType.token).text('token').text('4.8.0'))
    const step1 = this.#frame(messageType.sync, (to) => to.uint(syncType.step1).bytes(nothing))
    this.#socket.write(dialect === 'relay' ? token : Buffer.concat([token, step1]))
    await joined
  }

  #read(bytes: Uint8Array, start: number, end: number): void {
    // A ping is one byte without an address.
    if (end - start === 1 && bytes[start] === messageType.ping) return this.#socket?.write(pong)
    reader.over(bytes, start, end)
    reader.skip(reader.uint())
    this.#dispatch(reader.uint())
  }

  #dispatch(type: number): void {
    const { events } = this.#options
    switch (type) {
      case messageType.sync:
        return this.#sync(reader.uint())
      case messageType.awareness:
        reader.uint()
        return events.awareness?.(reader)
      case messageType.auth:
        if (this.#options.dialect === 'relay') return this.#arrived('echo')
        if (reader.uint() !== authType.authenticated) this.#fail(`denied: ${reader.text()}`)
        return undefined
      case messageType.syncStatus:
        if (reader.uint() !== 1) this.#fail('an update was refused')
        return this.#awaited.has('status') ? this.#arrived('status') : events.acknowledged?.()
      default:
        return this.#fail(`a message of type ${type} came`)
    }
  }

  #sync(step: number): void {
    const { events } = this.#options
    reader.uint()
    switch (step) {
      case syncType.step1:
        events.stateVector?.(reader)
        return this.write(this.#frame(messageType.sync, (to) => to.uint(syncType.step2).bytes(noUpdate)))
      case syncType.step2:
        events.content?.(reader)
        return this.#arrived('content')
      default:
        return events.update?.(reader)
    }
  }

  #arrived(what: 'content' | 'status' | 'echo'): void {
    if (this.#awaited.delete(what) && this.#awaited.size === 0) this.#joined()
  }

  /** Nothing that a benchmark can go on after: thrown in a callback of the socket, it ends the process. */
  #fail(problem: string): never {
    throw new Error(`client ${this.#options.index} of "${this.#options.document}": ${problem}`)
  }

  #frame(type: number, write: (to: Writer) => Writer): Buffer {
    return frame(write(writer.raw(this.#address).uint(type)).take())
  }
}

/** Linux takes the whole of 127.0.0.0/8 for itself; elsewhere one address has to do. */
function localAddress(index: number): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  return `127.0.0.${1 + (Math.floor(index / clientsPerAddress) % 250)}`
}
