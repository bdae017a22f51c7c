import type { Duplex } from 'node:stream'

/** Sockets that have asked to become WebSockets, until they close. */
export class Upgrades {
  readonly #sockets = new Map<Duplex, 'asking' | 'ours'>()

  add(socket: Duplex): void {
    this.#sockets.set(socket, 'asking')
    socket.once('close', () => this.#sockets.delete(socket))
  }

  /** It is a WebSocket of this server now. */
  take(socket: Duplex): void {
    if (this.#sockets.has(socket)) this.#sockets.set(socket, 'ours')
  }

  /** Ends those that are no WebSocket of this server: a hook has taken them, or still thinks about it. */
  endOthers(): void {
    for (const [socket, state] of this.#sockets) if (state === 'asking') socket.destroy()
  }

  /** Ends all of them, without a word. */
  end(): void {
    for (const socket of this.#sockets.keys()) socket.destroy()
  }
}
