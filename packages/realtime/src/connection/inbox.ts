import type { DocumentMessage } from '../protocol/message.ts'
import type { Backlog } from './backlog.ts'

/** A message with the frame it came in. */
export interface Received {
  readonly message: DocumentMessage
  readonly frame: Uint8Array
  /** Runs something as part of the operation that brought it about; nothing for what comes from outside. */
  readonly within?: <R>(run: () => R) => R
}

/** Messages of one document that have come before the document is open, in order. Counted in the socket's backlog. */
export class Inbox {
  readonly #backlog: Backlog
  #waiting: Received[] = []
  #messages = 0
  #bytes = 0
  #admitted = false

  constructor(backlog: Backlog) {
    this.#backlog = backlog
  }

  /** @throws RealtimeError `SOCKET_BACKLOG` */
  put(received: Received): void {
    this.#waiting.push(received)
    this.#hold(1, received.frame.length)
  }

  /** Counts the frame of a token, which hooks hold on to until they have decided. @throws RealtimeError `SOCKET_BACKLOG` */
  putToken(bytes: number): void {
    this.#hold(0, bytes)
  }

  /** From now on this client is authenticated. */
  admit(): void {
    if (this.#admitted) return
    this.#admitted = true
    this.#backlog.release(this.#messages, this.#bytes)
    this.#backlog.holdAdmitted(this.#bytes)
  }

  /** Empties it. @returns what was in it */
  take(): Received[] {
    const taken = this.#waiting
    if (this.#admitted) this.#backlog.releaseAdmitted(this.#bytes)
    else this.#backlog.release(this.#messages, this.#bytes)
    this.#waiting = []
    this.#messages = 0
    this.#bytes = 0
    return taken
  }

  #hold(messages: number, bytes: number): void {
    this.#messages += messages
    this.#bytes += bytes
    if (this.#admitted) this.#backlog.holdAdmitted(bytes)
    else this.#backlog.hold(messages, bytes)
  }
}
