import { WebSocket } from 'ws'
import { readFrame } from '../crash/frames.ts'
import type { Application } from './application.ts'

/**
 * What goes to and fro on the socket of the day. The provider's own counter never forgets an update that was declined: it came before what
 * it builds on, and what it says comes again with the answer to the server's state vector, which is asked for first.
 */
export class Wire {
  /** The last frames, for people. */
  last: string[] = []
  /** How many updates were answered with no. */
  declined = 0
  readonly #application: Application
  #unanswered = 0
  #socket: WebSocket | undefined
  readonly #watchers = new Set<() => void>()

  constructor(application: Application) {
    this.#application = application
  }

  /** There is a connection, and every update that was sent on it has its answer. */
  get isAnswered(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.#unanswered === 0
  }

  /** Resolves with the next frame, once everybody has seen it. */
  next(over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#watchers.delete(done)
        over.removeEventListener('abort', done)
        setImmediate(resolve)
      }
      this.#watchers.add(done)
      over.addEventListener('abort', done)
    })
  }

  /** The connection breaks. */
  terminate(): void {
    this.#socket?.terminate()
  }

  /** A class of WebSocket that connects to the server that runs now, whatever address it is given. */
  webSocket(): new () => WebSocket {
    return WireSocket.bind(null, this)
  }

  /** Where the server listens: nobody does at port 1, while there is none. */
  get address(): string {
    return `ws://127.0.0.1:${this.#application.port ?? 1}/collab`
  }

  connecting(socket: WebSocket): void {
    this.#socket = socket
  }

  opened(): void {
    this.#note('a socket')
    this.#unanswered = 0
  }

  sent(message: Uint8Array): void {
    const frame = readFrame(message)
    if (frame.is === 'step2' || frame.is === 'update') this.#unanswered++
    this.#note(`> ${frame.is}`)
  }

  received(message: Uint8Array): void {
    const frame = readFrame(message)
    if (frame.is === 'status') {
      this.#unanswered--
      if (!frame.applied) this.declined++
    }
    this.#note(`< ${frame.is}${frame.is === 'status' ? ` ${String(frame.applied)}` : ''}`)
    for (const watcher of Array.from(this.#watchers)) watcher()
  }

  #note(line: string): void {
    this.last = [...this.last.slice(-40), line]
  }
}

class WireSocket extends WebSocket {
  readonly #wire: Wire

  constructor(wire: Wire) {
    super(wire.address, { perMessageDeflate: false })
    this.#wire = wire
    wire.connecting(this)
    this.on('error', () => {})
    this.on('open', () => wire.opened())
    this.on('message', (data: Buffer) => wire.received(new Uint8Array(data)))
  }

  override send(data: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return
    this.#wire.sent(data)
    super.send(data, { binary: true })
  }
}
