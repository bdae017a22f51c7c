import type { IncomingMessage } from 'node:http'
import { clientAddress, networkOf } from './client-address.ts'
import { RealtimeError } from './errors.ts'

export interface DoorkeeperOptions {
  /** Sockets of one address, or of one IPv6 network. */
  readonly perAddress: number
  /** Origins whose pages may connect; all without. */
  readonly origins?: readonly string[] | undefined
  readonly trustedProxies?: readonly string[] | undefined
}

/** Let in, from what counts as one address; or refused, with the HTTP status that tells so. */
export type Admitted = { readonly address: string } | { readonly refused: RealtimeError; readonly status: 403 | 429 }

/** Who may have a WebSocket at all: pages of known origins, and so many sockets of an address. */
export class Doorkeeper {
  readonly #options: DoorkeeperOptions
  readonly #sockets = new Map<string, number>()

  constructor(options: DoorkeeperOptions) {
    this.#options = options
  }

  /** Who is let in counts until `leave` is called with the address. */
  admit(request: IncomingMessage): Admitted {
    const { origins, trustedProxies = [], perAddress } = this.#options
    const { origin } = request.headers
    // Only pages in browsers have an origin.
    if (origins !== undefined && origin !== undefined && !origins.includes(origin)) {
      return { refused: new RealtimeError('SOCKET_ORIGIN', { origin }), status: 403 }
    }
    const address = networkOf(clientAddress(request, trustedProxies))
    const count = this.#sockets.get(address) ?? 0
    if (count >= perAddress) return { refused: new RealtimeError('SOCKET_ADDRESS', { limit: perAddress }), status: 429 }
    this.#sockets.set(address, count + 1)
    return { address }
  }

  /** One of those who were let in from an address has gone. */
  leave(address: string): void {
    const count = (this.#sockets.get(address) ?? 1) - 1
    if (count > 0) this.#sockets.set(address, count)
    else this.#sockets.delete(address)
  }
}
