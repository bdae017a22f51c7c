import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { Link, Linking } from './link.ts'

/** By the published provider. */
export class ProviderLink implements Link {
  readonly #provider: HocuspocusProvider
  readonly #socket: HocuspocusProviderWebsocket
  #isWanted = true

  constructor({ doc, name, token, wire, reasons }: Linking) {
    this.#socket = new HocuspocusProviderWebsocket({
      url: 'ws://wherever-the-server-runs-now',
      WebSocketPolyfill: wire.webSocket(),
      delay: 5,
      minDelay: 5,
      maxDelay: 20,
    })
    this.#provider = new HocuspocusProvider({ name, document: doc, token, websocketProvider: this.#socket })
    this.#provider.on('authenticationFailed', ({ reason }: { reason: string }) => void reasons.push(reason))
    this.#provider.on('close', ({ event: { code, reason } }: { event: { code: number; reason: string } }) => {
      if (reason !== '') reasons.push(`${code} ${reason}`)
    })
    // Whoever wants it back before it is closed is not heard.
    this.#socket.on('disconnect', () => {
      if (this.#isWanted && !this.#socket.shouldConnect) void this.#socket.connect()
    })
    this.#provider.attach()
  }

  get isSynced(): boolean {
    return this.#provider.isSynced
  }

  get state(): string {
    const { isSynced, unsyncedChanges, isAuthenticated } = this.#provider
    return JSON.stringify({ isSynced, unsyncedChanges, isAuthenticated, socket: this.#socket.status })
  }

  save(): void {
    this.#provider.sendStateless('save')
  }

  goOffline(): void {
    this.#isWanted = false
    this.#socket.disconnect()
  }

  goOnline(): void {
    this.#isWanted = true
    void this.#socket.connect()
  }

  leave(): void {
    this.#isWanted = false
    this.#provider.destroy()
    this.#socket.destroy()
  }
}
