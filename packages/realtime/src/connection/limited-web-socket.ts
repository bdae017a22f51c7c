import { WebSocket } from 'ws'
import { RealtimeError } from '../errors.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** Close code with which `ws` ends a socket whose message is too large. (RFC 6455, 7.4.1) */
const tooLarge = 1009
/** Close codes with which `ws` ends a socket that breaks the protocol below this one. */
const broken: ReadonlySet<number | undefined> = new Set([1002, 1007, 1008])

/**
 * A WebSocket of `ws` that refuses a message by its header, before the message is there; that may change how large a message
 * may be; and that says why it closes, which `ws` does not.
 */
export class LimitedWebSocket extends WebSocket {
  #limit = Infinity

  /** Bytes that a message may have. */
  get messageLimit(): number {
    return this.#limit
  }

  /** `ws` has no public way to change it. */
  set messageLimit(bytes: number) {
    this.#limit = bytes
    const { _receiver: receiver } = this as unknown as { _receiver: { _maxPayload: number } | null }
    // With 0 it has no limit, and above 2^31 it would be negative.
    if (receiver !== null) receiver._maxPayload = Math.min(Math.max(1, Math.floor(bytes)), 2 ** 31 - 1)
  }

  override close(code?: number, reason?: string | Buffer): void {
    const error = reason === undefined ? explain(code, this.#limit) : undefined
    if (error === undefined) super.close(code, reason)
    else super.close(error.closeCode, error.message)
  }
}

/** Limits the messages of a WebSocket, if it is one that can do that. */
export function limitMessages(webSocket: WebSocketLike, bytes: number): void {
  if (webSocket instanceof LimitedWebSocket) webSocket.messageLimit = bytes
}

/** What a WebSocket of `ws` has refused by itself; nothing for a failure of the transport. */
export function refusalOf(webSocket: WebSocketLike, error: Error): RealtimeError | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (!code.startsWith('WS_ERR_')) return undefined
  const limit = webSocket instanceof LimitedWebSocket ? webSocket.messageLimit : undefined
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return new RealtimeError('FRAME_TOO_LARGE', { limit }, error)
  return new RealtimeError('FRAME_WEBSOCKET', {}, error)
}

function explain(code: number | undefined, limit: number): RealtimeError | undefined {
  if (code === tooLarge) return new RealtimeError('FRAME_TOO_LARGE', { limit })
  return broken.has(code) ? new RealtimeError('FRAME_WEBSOCKET') : undefined
}
