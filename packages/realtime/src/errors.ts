interface Entry {
  readonly message: (details: Details) => string
  /** What to do about it. */
  readonly hint: string
  /** WebSocket close code, where the error ends a socket (research of the protocol: "Close codes"). */
  readonly closeCode?: number
}

type Details = Readonly<Record<string, unknown>>

const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** The codes that clients of the protocol know. */
const reset = 4205
const unauthorized = 4401
const forbidden = 4403
const timedOut = 4408

/** Every error this package raises. A code is never given a second meaning. */
export const realtimeErrors = {
  // Frames that cannot be read
  FRAME_TEXT: {
    closeCode: unauthorized,
    message: () => 'A text frame arrived; the protocol is binary',
    hint: 'Connect with a provider of the Hocuspocus protocol.',
  },
  FRAME_ADDRESS: {
    closeCode: unauthorized,
    message: () => 'A frame has no readable document address',
    hint: 'A frame begins with the document name as length and UTF-8 text.',
  },
  FRAME_MALFORMED: {
    closeCode: reset,
    message: ({ problem }) => `A frame is malformed: ${problem}`,
    hint: 'Check that client and server speak the same version of the protocol.',
  },
  FRAME_TYPE: {
    closeCode: reset,
    message: ({ type }) => `A frame has the unknown type ${type}`,
    hint: 'Check that client and server speak the same version of the protocol.',
  },
  FRAME_FORBIDDEN: {
    closeCode: forbidden,
    message: ({ type }) => `A client may not send frames of type ${type}`,
    hint: 'These types belong to servers.',
  },
  FRAME_TOO_LARGE: {
    closeCode: reset,
    message: ({ limit }) => `A frame has more than ${limit} bytes`,
    hint: 'Send less at once, or raise limits.frameBeforeAuthentication or limits.frame.',
  },
  FRAME_WEBSOCKET: {
    closeCode: 1002,
    message: () => 'A frame breaks the WebSocket protocol',
    hint: 'The cause says in what; check the client and what lies between it and the server.',
  },
  UPDATE_MALFORMED: {
    closeCode: reset,
    message: ({ problem }) => `An update is malformed: ${problem}`,
    hint: 'Updates are in the V1 encoding of Yjs.',
  },
  UPDATE_SIZE: {
    closeCode: reset,
    message: ({ bytes, limit }) => `An update has ${bytes} bytes; the limit is ${limit}`,
    hint: 'Send less at once, or raise limits.update.',
  },
  STATE_VECTOR_MALFORMED: {
    closeCode: reset,
    message: ({ problem }) => `A state vector is malformed: ${problem}`,
    hint: 'State vectors are in the V1 encoding of Yjs.',
  },
  AWARENESS_MALFORMED: {
    closeCode: reset,
    message: ({ problem }) => `An awareness update is malformed: ${problem}`,
    hint: 'Awareness updates are encoded as y-protocols does it.',
  },
  AWARENESS_LIMIT: {
    closeCode: reset,
    message: ({ what, limit }) => `The presence of a connection exceeds ${limit} ${what}`,
    hint: 'Keep presence small, or raise limits.awarenessBytes or limits.awarenessClients.',
  },
  CLIENT_CLAIMED: {
    closeCode: forbidden,
    message: ({ client }) => `Client ${client} belongs to another connection`,
    hint: 'A connection may not edit or be present in the name of a client that is connected itself.',
  },
  STATELESS_SIZE: {
    closeCode: reset,
    message: ({ bytes, limit }) => `A stateless message has ${bytes} bytes; the limit is ${limit}`,
    hint: 'Send less at once, or raise limits.statelessBytes.',
  },
  STATELESS_RATE: {
    closeCode: reset,
    message: ({ limit }) => `More than ${limit} stateless messages came in a second`,
    hint: 'Send them more slowly, or raise limits.statelessRate.',
  },

  CALLBACK_REFUSED: {
    message: ({ moment }) => `A callback of the connection (${moment}) threw`,
    hint: 'The cause is what it threw; its reason is what the client was told.',
  },

  // Sockets that go too far, or nowhere
  SOCKET_BACKLOG: {
    closeCode: reset,
    message: ({ what, limit }) => `More than ${limit} ${what} wait for authentication`,
    hint: 'Wait for the answer to the token before sending more.',
  },
  SOCKET_ADDRESS: {
    message: ({ limit }) => `More than ${limit} sockets of one address are open`,
    hint: 'Share a socket between documents, or raise limits.socketsPerAddress. Behind a proxy, name it in trustedProxies.',
  },
  SOCKET_ORIGIN: {
    message: ({ origin }) => `Pages of ${quoted(origin)} may not connect`,
    hint: 'Add the origin to origins in the configuration of the server.',
  },
  SOCKET_DOCUMENTS: {
    closeCode: reset,
    message: ({ limit }) => `A socket opened more than ${limit} documents`,
    hint: 'Close documents that are not needed, or raise limits.documents.',
  },
  SOCKET_REFUSALS: {
    closeCode: forbidden,
    message: ({ limit }) => `${limit} requests of this socket were refused`,
    hint: 'Sign in before connecting again.',
  },
  SOCKET_DEADLINE: {
    closeCode: timedOut,
    message: ({ limit }) => `Nothing was authenticated within ${limit} ms of opening`,
    hint: 'Send the token when the socket opens. A slow onAuthenticate may need a higher limits.authenticationTime.',
  },
  SOCKET_SILENT: {
    closeCode: timedOut,
    message: ({ limit }) => `Nothing was heard for ${limit} ms`,
    hint: 'The connection is lost; the client connects again by itself.',
  },
  SOCKET_OUTBOUND: {
    closeCode: reset,
    message: ({ limit }) => `More than ${limit} bytes wait to be sent`,
    hint: 'The client reads too slowly; it connects again and synchronises.',
  },
  SOCKET_FAULT: {
    closeCode: reset,
    message: () => 'The server failed to handle a frame',
    hint: 'The log has the cause.',
  },

  // Documents
  DOCUMENT_NAME: {
    message: ({ problem }) => `Document name must ${problem}`,
    hint: 'A name is text of 1 to 1,024 UTF-16 units that is not blank.',
  },
  DOCUMENT_LOAD: {
    message: ({ document, seq }) =>
      `Document ${quoted(document)} cannot be loaded from the journal${seq === undefined ? '' : `: row ${seq} is no update`}`,
    hint: 'The cause says what the journal answered. A bad row is kept aside; releaseAside of the journal opens the document without it.',
  },
  DOCUMENT_CLIENTS: {
    message: ({ limit }) => `This document has ${limit} connections already`,
    hint: 'Try again later, or raise limits.clients.',
  },
  DOCUMENT_SIZE: {
    closeCode: reset,
    message: ({ limit }) => `The document would have more than ${limit} bytes`,
    hint: 'Split the document, or raise limits.document.',
  },
  DOCUMENT_PARTS: {
    closeCode: reset,
    message: ({ clients, ranges }) =>
      `The document would have parts of more than ${clients} clients, or more than ${ranges} deleted ranges`,
    hint: 'Begin a new document with the content of this one, or raise limits.documentClients and limits.documentRanges.',
  },
  DOCUMENT_PENDING: {
    closeCode: reset,
    message: ({ limit, parts }) =>
      `More than ${limit} bytes or ${parts} parts would wait for changes that have not come`,
    hint: 'Synchronise from the beginning: changes came without those that they build on.',
  },
  SNAPSHOT_FAILED: {
    message: ({ problem }) => `A snapshot was not made: ${problem}`,
    hint: 'The journal is kept as it is, and the document goes on. It is tried again later; a journal that stays long is slower to load.',
  },
  DOCUMENT_APPLY: {
    message: ({ document }) => `Yjs failed on an update of document ${quoted(document)}`,
    hint: 'The sender was told that its update was not taken. What Yjs had taken in before it failed is journalled.',
  },
  DIRECT_CLOSED: {
    // In these words applications know it.
    message: () => 'direct connection closed',
    hint: 'Open another one; transact() belongs before disconnect().',
  },

  // Server
  SERVER_CLOSING: {
    closeCode: reset,
    message: () => 'The server is shutting down',
    hint: 'Connect again; another process, or this one restarted, will answer.',
  },
  SERVER_CROWDED: {
    closeCode: 1013,
    message: ({ limit }) => `${limit} sockets wait for authentication`,
    hint: 'Connect again later, or raise limits.waitingSockets.',
  },
  SERVER_STARTED: {
    message: () => 'The server listens already',
    hint: 'Call listen() once; make another server for another port.',
  },
  SERVER_PORT: {
    message: ({ address, port }) => `The server cannot listen on ${address}:${port}`,
    hint: 'Choose another port, or stop what uses it. The cause says what the system answered.',
  },

  // Configuration
  CONFIG_HOOK: {
    message: ({ name, where }) => `${where} has a hook ${quoted(name)} that this server does not call`,
    hint: 'Check the spelling against the hook points in the reference.',
  },
  CONFIG_VALUE: {
    message: ({ key, expected }) => `The setting ${key} must be ${expected}`,
    hint: 'Correct the configuration of the server.',
  },
} satisfies Record<string, Entry>

export type RealtimeErrorCode = keyof typeof realtimeErrors

/**
 * What this package fails with. `code` says which case it is, `hint` what to do; `closeCode` is the WebSocket close code
 * when the error ends a socket, and the message is then the reason that the client sees.
 */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError'
  readonly code: RealtimeErrorCode
  readonly hint: string
  readonly closeCode: number | undefined
  readonly details: Details

  constructor(code: RealtimeErrorCode, details: Details = {}, cause?: unknown) {
    const entry: Entry = realtimeErrors[code]
    super(entry.message(details), cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = entry.hint
    this.closeCode = entry.closeCode
    this.details = details
  }
}
