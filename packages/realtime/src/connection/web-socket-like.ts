/** What a server needs of a WebSocket: that of `ws`, of a browser, or of another runtime. */
export interface WebSocketLike {
  readonly readyState: number
  send(data: Uint8Array): void
  close(code?: number, reason?: string): void
}

/** `readyState` of a WebSocket that can send. */
export const openState = 1
