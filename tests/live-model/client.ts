import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Application } from './application.ts'

/** Somebody with the document open, by the published provider. */
export class Client {
  readonly name: string
  readonly doc = new Y.Doc()
  /** Words that it has written and that have not been acknowledged yet. */
  readonly waiting = new Set<string>()
  /** Reasons with which the server refused it. */
  readonly reasons: string[] = []
  readonly #frames = new Frames()
  #isOnline = true
  readonly #provider: HocuspocusProvider
  readonly #socket: HocuspocusProviderWebsocket

  constructor(name: string, document: string, application: Application) {
    this.name = name
    this.#socket = new HocuspocusProviderWebsocket({
      url: 'ws://wherever-the-server-runs-now',
      WebSocketPolyfill: socketTo(application, this.#frames),
      delay: 5,
      minDelay: 5,
      maxDelay: 20,
    })
    this.#provider = new HocuspocusProvider({
      name: document,
      document: this.doc,
      token: 'anybody',
      websocketProvider: this.#socket,
    })
    this.#provider.on('authenticationFailed', ({ reason }: { reason: string }) => void this.reasons.push(reason))
    this.#provider.on('close', ({ event: { code, reason } }: { event: { code: number; reason: string } }) => {
      if (reason !== '') this.reasons.push(`${code} ${reason}`)
    })
    this.#provider.attach()
  }

  /** Why it is not synced, as far as it can be seen from here. */
  get trace(): string {
    const { isSynced, unsyncedChanges, isAuthenticated } = this.#provider
    const state = JSON.stringify({ isSynced, unsyncedChanges, isAuthenticated, socket: this.#socket.status })
    return [state, ...this.reasons, ...this.#frames.last].join('; ')
  }

  /** Everything that it has written is on disk. */
  get isSynced(): boolean {
    const { webSocket } = this.#socket as unknown as { webSocket: WebSocket | null }
    const isOpen = this.#isOnline && webSocket?.readyState === WebSocket.OPEN
    return isOpen && this.#provider.isSynced && this.#frames.isAnswered
  }

  get said(): { status?: string; errors?: unknown[]; updatedAt?: string } {
    return this.doc.getMap('crochet').toJSON()
  }

  /** Resolves once it is, or when the time is over. */
  async whenSynced(patience: number): Promise<void> {
    const over = AbortSignal.timeout(patience)
    while (!this.isSynced && !over.aborted) await this.#frames.next(over)
  }

  save(): void {
    this.#provider.sendStateless('save')
  }

  /** The connection breaks; it comes back by itself. */
  drop(): void {
    const { webSocket } = this.#socket as unknown as { webSocket: WebSocket | null }
    webSocket?.terminate()
  }

  goOffline(): void {
    this.#isOnline = false
    this.#socket.disconnect()
  }

  goOnline(): void {
    this.#isOnline = true
    void this.#socket.connect()
  }

  leave(): void {
    this.#provider.destroy()
    this.#socket.destroy()
  }
}

/**
 * What goes to and fro on the socket of the day. The provider's own counter never forgets an update that was declined: it came before what
 * it builds on, and what it says comes again with the answer to the server's state vector, which is asked for first.
 */
class Frames {
  /** The last ones, for people. */
  last: string[] = []
  #unanswered = 0
  readonly #watchers = new Set<() => void>()

  get isAnswered(): boolean {
    return this.#unanswered === 0
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

  opened(): void {
    this.#note('a socket')
    this.#unanswered = 0
  }

  sent(message: Uint8Array): void {
    const [type, subtype] = bodyOf(message)
    if (type === 0 && subtype !== 0) this.#unanswered++
    this.#note(`> ${type}.${subtype}`)
  }

  received(message: Uint8Array): void {
    const body = bodyOf(message)
    const [type, subtype] = body
    if (type === 8) this.#unanswered--
    this.#note(`< ${type}.${subtype}${type === 5 ? ` ${Buffer.from(body.slice(2)).toString()}` : ''}`)
    for (const watcher of Array.from(this.#watchers)) watcher()
  }

  #note(line: string): void {
    this.last = [...this.last.slice(-40), line]
  }
}

/** What comes after the name of the document, which is short: type of the message, and of those of the sync protocol which. */
function bodyOf(message: Uint8Array): Uint8Array {
  return message.slice(1 + (message[0] ?? 0))
}

/** A class of WebSocket that connects to the server that runs now, whatever address it is given. */
function socketTo(application: Application, frames: Frames): new () => WebSocket {
  return class extends WebSocket {
    constructor() {
      // Nobody listens at port 1 while there is no server.
      super(`ws://127.0.0.1:${application.port ?? 1}/collab`, { perMessageDeflate: false })
      this.on('error', () => {})
      this.on('open', () => frames.opened())
      this.on('message', (data: Buffer) => frames.received(new Uint8Array(data)))
    }

    override send(data: Uint8Array): void {
      if (this.readyState !== WebSocket.OPEN) return
      frames.sent(data)
      super.send(data, { binary: true })
    }
  }
}
