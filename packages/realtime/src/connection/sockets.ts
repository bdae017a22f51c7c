import { RealtimeError } from '../errors.ts'
import type { DocumentRegistry } from '../document/document-registry.ts'
import type { Services } from '../services.ts'
import { ClientSocket, type Keeper, type Offer } from './client-socket.ts'
import { listenTo, turnDown, type ClientConnection } from './listen-to.ts'

/** The sockets of a server. It takes over a new one unless it is closing, or too many wait for authentication. */
export class Sockets implements Keeper {
  readonly all: Set<ClientSocket> = new Set()
  readonly #unauthenticated = new Set<ClientSocket>()
  readonly services: Services
  readonly documents: DocumentRegistry
  #closed = false

  constructor(services: Services, documents: DocumentRegistry) {
    this.services = services
    this.documents = documents
  }

  /** How many of them wait for authentication. */
  get unauthenticated(): number {
    return this.#unauthenticated.size
  }

  /** How many of them have a document open. */
  get connected(): number {
    let count = 0
    for (const socket of this.all) if (socket.isConnected) count++
    return count
  }

  accept(offer: Offer): ClientConnection {
    const { metrics, limits } = this.services
    const refusal = this.#refusal(limits.waitingSockets)
    if (refusal !== undefined) {
      metrics.refused(refusal)
      return turnDown(offer.webSocket, refusal)
    }
    const socket = new ClientSocket(offer, this)
    this.all.add(socket)
    this.#unauthenticated.add(socket)
    return listenTo(offer.webSocket, socket)
  }

  authenticated(socket: ClientSocket): void {
    this.#unauthenticated.delete(socket)
  }

  ended(socket: ClientSocket): void {
    this.all.delete(socket)
    this.#unauthenticated.delete(socket)
  }

  /** Takes no further ones. */
  close(): void {
    this.#closed = true
  }

  #refusal(limit: number): RealtimeError | undefined {
    if (this.#closed) return new RealtimeError('SERVER_CLOSING')
    return this.#unauthenticated.size < limit ? undefined : new RealtimeError('SERVER_CROWDED', { limit })
  }
}
