import type { Metrics } from '../metrics.ts'
import type { Tap } from './backlog.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** A WebSocket that may be one that can be stopped. */
interface Stoppable extends WebSocketLike {
  pause?(): void
  resume?(): void
}

/** What stops and goes on reading a WebSocket, if it can be stopped. */
export class WebSocketTap implements Tap {
  readonly #webSocket: Stoppable
  readonly #metrics: Metrics

  constructor(webSocket: WebSocketLike, metrics: Metrics) {
    this.#webSocket = webSocket
    this.#metrics = metrics
  }

  pause(): void {
    this.#metrics.counters.pauses++
    this.#webSocket.pause?.()
  }

  resume(): void {
    this.#webSocket.resume?.()
  }
}
