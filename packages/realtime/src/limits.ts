/**
 * Bounds on what a client may cost (spec: bars.md, "Limits"). Bytes, milliseconds, or a count.
 *
 * Every limit is inclusive: it is the most that is let through, and one more is too much. Those that make somebody wait
 * (`inbound`, `outbound`, `awarenessRate`) act on what comes when more than the limit is there already.
 */
export interface Limits {
  /** Bytes of a frame while nothing is authenticated on its socket. */
  readonly frameBeforeAuthentication: number
  /** Bytes of any frame. */
  readonly frame: number
  /** Frames, bytes and documents of one socket that may wait for authentication. Tokens count among the bytes. */
  readonly waitingMessages: number
  readonly waitingBytes: number
  readonly waitingDocuments: number
  /** Milliseconds from opening within which something must be authenticated. */
  readonly authenticationTime: number
  /** Requests of one socket that may fail to be authenticated: with the last of them it is closed. */
  readonly refusals: number
  /**
   * Bytes of one socket that may wait for hooks after authentication, and bytes of one document that may wait for the
   * journal; above, the socket, or the document's sockets, are not read.
   */
  readonly inbound: number
  /** Bytes that may wait to be sent: above, awareness is dropped, and anything else resets the connection. */
  readonly outbound: number
  /** Sockets of one address; of IPv6, of one network of 64 bits. */
  readonly socketsPerAddress: number
  /** Sockets of the process on which nothing is authenticated yet, and bytes that wait on all of them. */
  readonly waitingSockets: number
  readonly waitingBytesInAll: number
  /** Documents of one socket, refused ones among them. */
  readonly documents: number
  /** Connections to one document. */
  readonly clients: number
  /** Bytes (UTF-8) of the presence of one connection, and how many clients it may speak for. */
  readonly awarenessBytes: number
  readonly awarenessClients: number
  /** Awareness messages of one connection per second; what comes faster is joined, the latest state wins. */
  readonly awarenessRate: number
  /** Bytes of a stateless message, and messages of one connection per second. */
  readonly statelessBytes: number
  readonly statelessRate: number
  /** Bytes of an update. */
  readonly update: number
  /** Bytes of a document's updates that wait for earlier ones that never came. */
  readonly pending: number
  /** How many structs and deleted ranges those may have: Yjs looks at all of them with each further update. */
  readonly pendingParts: number
  /** Bytes of a document: of what it consists of, together with an update that is to be added. */
  readonly document: number
  /** Clients that have contributed to a document, and ranges of it that are deleted: all of them are sent to whoever joins. */
  readonly documentClients: number
  readonly documentRanges: number
  /** Milliseconds that an edit in another live client's name waits for that client to send it itself. */
  readonly contested: number
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
  socketsPerAddress: 100,
  waitingSockets: 2_000,
  waitingBytesInAll: 64 * 1024 * 1024,
  documents: 100,
  clients: 2_000,
  awarenessBytes: 16 * 1024,
  awarenessClients: 8,
  awarenessRate: 20,
  statelessBytes: 64 * 1024,
  statelessRate: 50,
  update: 16 * 1024 * 1024,
  pending: 4 * 1024 * 1024,
  pendingParts: 5_000,
  document: 50 * 1024 * 1024,
  documentClients: 40_000,
  documentRanges: 400_000,
  contested: 1_000,
}
