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
  readonly #frames: string[] = []
  readonly #provider: HocuspocusProvider
  readonly #socket: HocuspocusProviderWebsocket

  constructor(name: string, document: string, application: Application) {
    this.name = name
    this.#socket = new HocuspocusProviderWebsocket({
      url: 'ws://wherever-the-server-runs-now',
      WebSocketPolyfill: socketTo(application),
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
    const note = (way: string) => (message: Uint8Array) => void this.#frames.push(`${way} ${describe(message)}`)
    this.#provider.on('outgoingMessage', ({ message }: Outgoing) => note('>')(message.toUint8Array()))
    this.#provider.on('message', ({ event }: { event: { data: ArrayBuffer } }) => note('<')(new Uint8Array(event.data)))
    this.#provider.attach()
  }

  /** Why it is not synced, as far as it can be seen from here. */
  get trace(): string {
    const { isSynced, unsyncedChanges, isAuthenticated } = this.#provider
    const state = JSON.stringify({ isSynced, unsyncedChanges, isAuthenticated, socket: this.#socket.status })
    return [state, ...this.reasons, ...this.#frames.slice(-40)].join('; ')
  }

  /** Everything that it has written is on disk. */
  get isSynced(): boolean {
    return this.#provider.isSynced && !this.#provider.hasUnsyncedChanges && this.#socket.status === 'connected'
  }

  get said(): { status?: string; errors?: unknown[]; updatedAt?: string } {
    return this.doc.getMap('crochet').toJSON()
  }

  /** Resolves once it is, or when the time is over. */
  async whenSynced(patience: number): Promise<boolean> {
    const over = AbortSignal.timeout(patience)
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.isSynced || over.aborted) {
          this.#provider.off('unsyncedChanges', look)
          this.#provider.off('synced', look)
          resolve(this.isSynced)
        }
      }
      over.addEventListener('abort', look)
      this.#provider.on('unsyncedChanges', look)
      this.#provider.on('synced', look)
      look()
    })
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
    this.#socket.disconnect()
  }

  goOnline(): void {
    void this.#socket.connect()
  }

  leave(): void {
    this.#provider.destroy()
    this.#socket.destroy()
  }
}

interface Outgoing {
  readonly message: { toUint8Array(): Uint8Array }
}

/** Type of a message, and for those of the sync protocol which of them; after the name of the document. */
function describe(message: Uint8Array): string {
  const [start = 0] = message
  return [...message.slice(start + 1, start + 4)].join('.')
}

/** A class of WebSocket that connects to the server that runs now, whatever address it is given. */
function socketTo(application: Application): new () => WebSocket {
  return class extends WebSocket {
    constructor() {
      // Nobody listens at port 1 while there is no server.
      super(`ws://127.0.0.1:${application.port ?? 1}/collab`, { perMessageDeflate: false })
      this.on('error', () => {})
    }
  }
}
