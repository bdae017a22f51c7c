import { RealtimeError } from '../errors.ts'
import type { DocumentRegistry } from '../document/document-registry.ts'
import type { Context } from '../hooks/payloads.ts'
import type { Services } from '../services.ts'
import { ClientSocket } from './client-socket.ts'
import type { Handshake } from './handshake.ts'
import { listenTo, turnDown, type ClientConnection } from './listen-to.ts'
import type { WebSocketLike } from './web-socket-like.ts'

interface Offer {
  readonly webSocket: WebSocketLike
  readonly handshake: Handshake
  /** What the context of each of its connections begins with. */
  readonly context: Context
}

/** The sockets of a server. It takes over a new one unless it is closing, or too many wait for authentication. */
export class Sockets {
  readonly all: Set<ClientSocket> = new Set()
  readonly #unauthenticated = new Set<ClientSocket>()
  readonly #services: Services
  readonly #documents: DocumentRegistry
  #closed = false

  constructor(services: Services, documents: DocumentRegistry) {
    this.#services = services
    this.#documents = documents
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

  accept({ webSocket, handshake, context }: Offer): ClientConnection {
    const { metrics, limits } = this.#services
    const refusal = this.#refusal(limits.waitingSockets)
    if (refusal !== undefined) {
      metrics.refused(refusal)
      return turnDown(webSocket, refusal)
    }
    const socket = new ClientSocket({
      webSocket,
      handshake,
      context,
      services: this.#services,
      documents: this.#documents,
      authenticated: (authenticated) => this.#unauthenticated.delete(authenticated),
      ended: (ended) => {
        this.all.delete(ended)
        this.#unauthenticated.delete(ended)
      },
    })
    this.all.add(socket)
    this.#unauthenticated.add(socket)
    return listenTo(webSocket, socket)
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
