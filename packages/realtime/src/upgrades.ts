import type { Duplex } from 'node:stream'

/** Sockets that have asked to become WebSockets, until they close. */
export class Upgrades {
  /** What each of them comes from. */
  readonly #sockets = new Map<Duplex, string>()
  readonly #asking = new Set<Duplex>()
  /** One for all of them: a function of its own would be a good part of what an idle socket takes. */
  readonly #onClose: (this: Duplex) => void

  /** @param closed told of each that has closed, with the address given for it */
  constructor(closed: (address: string) => void) {
    const forget = (socket: Duplex): void => {
      const address = this.#sockets.get(socket)
      this.#sockets.delete(socket)
      this.#asking.delete(socket)
      if (address !== undefined) closed(address)
    }
    this.#onClose = function onClose() {
      forget(this)
    }
  }

  /** @param address what counts as one address */
  add(socket: Duplex, address: string): void {
    this.#sockets.set(socket, address)
    this.#asking.add(socket)
    socket.on('close', this.#onClose)
  }

  /** It is a WebSocket of this server now. */
  take(socket: Duplex): void {
    this.#asking.delete(socket)
  }

  /** Ends those that are no WebSocket of this server: a hook has taken them, or still thinks about it. */
  endOthers(): void {
    for (const socket of this.#asking) socket.destroy()
  }

  /** Ends all of them, without a word. */
  end(): void {
    for (const socket of this.#sockets.keys()) socket.destroy()
  }
}
