import { HookPayload } from '@crochet/hooks'
import type * as Y from 'yjs'

/** What the handlers of one connection to one document share. */
export type Context = Record<string, unknown>

/** The collaboration server, as handlers see it. */
export interface Instance {
  /** Sockets that are open. */
  getConnectionsCount(): number
  /** Documents in memory. */
  getDocumentsCount(): number
}

/** What a handler may decide about a connection. */
export interface ConnectionConfig {
  /** Set it to refuse this client's edits. */
  readOnly: boolean
  /** True once `onAuthenticate` has let the client in. */
  isAuthenticated: boolean
}

/** Who caused a change: a connection, or code in this process. */
export type TransactionOrigin = { readonly source: 'connection'; readonly connection: object } | unknown

/** What every payload about a document says. */
export interface DocumentPayload {
  readonly instance: Instance
  readonly documentName: string
  readonly context: Context
  readonly requestHeaders: Headers
  readonly requestParameters: URLSearchParams
  /** Of the socket; `server` for what the server does itself. */
  readonly socketId: string
}

export interface OnConnectPayload extends DocumentPayload {
  readonly request: Request
  readonly connectionConfig: ConnectionConfig
  /** Version of the client's provider; `null` if it does not tell. */
  readonly providerVersion: string | null
}

export interface OnAuthenticatePayload extends OnConnectPayload {
  /** What the client sent as its token; empty if it has none. */
  readonly token: string
}

export interface OnChangePayload extends DocumentPayload {
  readonly document: Y.Doc
  /** Connections to the document. */
  readonly clientsCount: number
  /** The connection the change came from; missing if it was made by code in this process. */
  readonly connection?: object | undefined
  readonly transactionOrigin: TransactionOrigin
  /** The change, in Yjs' V1 encoding. */
  readonly update: Uint8Array
}

export interface OnStoreDocumentPayload extends DocumentPayload {
  readonly document: Y.Doc
  readonly clientsCount: number
  /** Context of the connection that the last change came from. Same as `context`. */
  readonly lastContext: Context
  readonly lastTransactionOrigin: TransactionOrigin
}

export interface OnDisconnectPayload extends DocumentPayload {
  readonly document: Y.Doc
  /** Connections that remain. */
  readonly clientsCount: number
}

/**
 * Payload of `onLoadDocument`. A handler's return is put into `content`, and what is put there is merged into `document`: so
 * every handler's content is kept, and the next handler already sees it.
 */
export class OnLoadDocumentPayload extends HookPayload implements DocumentPayload {
  readonly instance: Instance
  readonly documentName: string
  readonly context: Context
  readonly requestHeaders: Headers
  readonly requestParameters: URLSearchParams
  readonly socketId: string
  readonly connectionConfig: ConnectionConfig
  /** What has been loaded so far. May be edited in place. */
  readonly document: Y.Doc
  readonly #merge: (content: unknown) => void

  constructor(
    about: DocumentPayload & { connectionConfig: ConnectionConfig },
    document: Y.Doc,
    merge: (content: unknown) => void,
  ) {
    super()
    this.instance = about.instance
    this.documentName = about.documentName
    this.context = about.context
    this.requestHeaders = about.requestHeaders
    this.requestParameters = about.requestParameters
    this.socketId = about.socketId
    this.connectionConfig = about.connectionConfig
    this.document = document
    this.#merge = merge
  }

  get content(): LoadedContent {
    return undefined
  }

  set content(returned: LoadedContent) {
    this.#merge(returned)
  }
}

/** What `onLoadDocument` may return: a document or an update in Yjs' V1 encoding. Anything else is ignored. */
export type LoadedContent = Y.Doc | Uint8Array | undefined
