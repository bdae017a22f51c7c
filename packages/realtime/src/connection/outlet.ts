import type { WebSocket } from 'ws'
import { RealtimeError } from '../errors.ts'

/** A close reason may have 123 bytes of UTF-8; the messages of errors are shorter but for what they quote. */
const longestReason = 120

/** The outgoing side of a socket, which holds back no more than its limit for a client that reads slowly. */
export class Outlet {
  readonly #webSocket: WebSocket
  readonly #limit: number
  readonly #fail: (error: RealtimeError) => void
  /** Bytes of large frames under way: those were asked for, one at a time, and do not count. */
  #large = 0

  constructor(webSocket: WebSocket, limit: number, fail: (error: RealtimeError) => void) {
    this.#webSocket = webSocket
    this.#limit = limit
    this.#fail = fail
  }

  send(frame: Uint8Array, urgency: 'needed' | 'droppable'): void {
    const waiting = this.#webSocket.bufferedAmount - this.#large
    if (waiting <= this.#limit) return this.#webSocket.send(frame, ignore)
    if (urgency === 'needed') this.#fail(new RealtimeError('SOCKET_OUTBOUND', { limit: this.#limit }))
  }

  sendLarge(frame: Uint8Array, sent: () => void): void {
    this.#large += frame.length
    this.#webSocket.send(frame, () => {
      this.#large -= frame.length
      sent()
    })
  }

  ping(): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.ping()
  }

  close({ closeCode, message }: RealtimeError): void {
    this.#webSocket.close(closeCode, message.slice(0, longestReason).replaceAll(/[^\x20-\x7E]/g, '?'))
  }
}

/** That a frame could not be sent shows as the closing of the socket. */
const ignore = (): void => {}
