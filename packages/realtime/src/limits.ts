/** Bounds on what a client may cost (spec: bars.md, "Limits"). Bytes, milliseconds, or a count. */
export interface Limits {
  /** Bytes of a frame while nothing is authenticated on its socket. */
  readonly frameBeforeAuthentication: number
  /** Bytes of any frame. */
  readonly frame: number
  /** Frames, bytes and documents of one socket that may wait for authentication. */
  readonly waitingMessages: number
  readonly waitingBytes: number
  readonly waitingDocuments: number
  /** Milliseconds from opening within which something must be authenticated. */
  readonly authenticationTime: number
  /** Refusals after which a socket on which nothing is authenticated is closed. */
  readonly refusals: number
  /** Bytes that may wait for hooks after authentication; above, the socket is not read. */
  readonly inbound: number
  /** Bytes that may wait to be sent: awareness is dropped first, then the connection is reset. */
  readonly outbound: number
  readonly documents: number
  readonly awarenessBytes: number
  readonly awarenessClients: number
}

export const defaultLimits: Limits = {
  frameBeforeAuthentication: 64 * 1024,
  frame: 16 * 1024 * 1024,
  waitingMessages: 100,
  waitingBytes: 256 * 1024,
  waitingDocuments: 16,
  authenticationTime: 10_000,
  refusals: 5,
  inbound: 8 * 1024 * 1024,
  outbound: 8 * 1024 * 1024,
  documents: 100,
  awarenessBytes: 16 * 1024,
  awarenessClients: 8,
}
