import type { DocumentMessage } from '../protocol/message.ts'
import type { Backlog } from './backlog.ts'

/** A message with the frame it came in. */
export interface Received {
  readonly message: DocumentMessage
  readonly frame: Uint8Array
}

/** Messages of one document that have come before the document is open, in order. Counted in the socket's backlog. */
export class Inbox {
  readonly #backlog: Backlog
  #waiting: Received[] = []
  #bytes = 0
  #admitted = false

  constructor(backlog: Backlog) {
    this.#backlog = backlog
  }

  /** @throws RealtimeError `SOCKET_BACKLOG` */
  put(received: Received): void {
    const bytes = received.frame.length
    this.#waiting.push(received)
    this.#bytes += bytes
    if (this.#admitted) this.#backlog.holdAdmitted(bytes)
    else this.#backlog.hold(bytes)
  }

  /** From now on this client is authenticated. */
  admit(): void {
    if (this.#admitted) return
    this.#admitted = true
    this.#backlog.release(this.#waiting.length, this.#bytes)
    this.#backlog.holdAdmitted(this.#bytes)
  }

  /** Empties it. @returns what was in it */
  take(): Received[] {
    const taken = this.#waiting
    if (this.#admitted) this.#backlog.releaseAdmitted(this.#bytes)
    else this.#backlog.release(taken.length, this.#bytes)
    this.#waiting = []
    this.#bytes = 0
    return taken
  }
}
