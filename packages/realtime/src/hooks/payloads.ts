import { HookPayload, type BackgroundRun } from '@crochet/hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { ServerConfiguration } from '../configuration.ts'
import type { Connection } from '../connection/connection.ts'
import type { Document } from '../document/document.ts'
import type { Hocuspocus } from '../hocuspocus.ts'

/** What the handlers of one connection to one document share. */
// Applications put what they like into it, and read it back with its own type.
// oxlint-disable-next-line typescript/no-explicit-any
export type Context = Record<string, any>

/** What a handler may decide about a connection. */
export interface ConnectionConfig {
  /** Set it to refuse this client's edits. */
  readOnly: boolean
  /** True once `onAuthenticate` has let the client in. */
  isAuthenticated: boolean
}

/** What every payload says. In the background it says of the job, too, and `document` is a copy of what the journal has. */
export interface InstancePayload extends Partial<BackgroundRun> {
  readonly instance: Hocuspocus
}

export interface OnConfigurePayload extends InstancePayload {
  readonly configuration: ServerConfiguration
  /** Of this package. */
  readonly version: string
}

export interface OnListenPayload extends InstancePayload {
  readonly configuration: ServerConfiguration
  readonly port: number
}

export interface OnRequestPayload extends InstancePayload {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

export interface OnUpgradePayload extends InstancePayload {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** First bytes of the upgraded stream. */
  readonly head: Buffer
}

/** What every payload about a document says. */
export interface DocumentPayload extends InstancePayload {
  readonly documentName: string
  readonly context: Context
  readonly requestHeaders: Headers
  readonly requestParameters: URLSearchParams
  /** Of the socket; `server` for what the server does itself. */
  readonly socketId: string
}

/** A client that has, or asks for, a connection to a document. */
export interface ClientPayload extends DocumentPayload {
  readonly request: Request
  readonly connectionConfig: ConnectionConfig
  /** Version of the client's provider; `null` if it does not tell. */
  readonly providerVersion: string | null
}

/** A client that asks for a document. */
export interface OnConnectPayload extends ClientPayload {
  /** Same as `connectionConfig`, as applications of an older dialect read it. */
  readonly connection: ConnectionConfig
}

export interface OnAuthenticatePayload extends OnConnectPayload {
  /** What the client sent as its token; empty if it has none. */
  readonly token: string
}

export interface ConnectedPayload extends ClientPayload, OpenDocumentPayload {
  readonly connection: Connection
  /** The same, as applications of an older dialect read it. */
  readonly connectionInstance: Connection
}

export interface OnTokenSyncPayload extends ClientPayload, OpenDocumentPayload {
  /** What the client sent as its token. */
  readonly token: string
  readonly connection: Connection
}

/** Somebody for whom a document is loaded. */
export interface LoadingPayload extends DocumentPayload {
  readonly connectionConfig: ConnectionConfig
  /** Same as `connectionConfig`, as applications of an older dialect read it. */
  readonly connection: ConnectionConfig
}

export interface OnCreateDocumentPayload extends LoadingPayload {
  /** Options for the `Y.Doc`: those of the configuration, and what earlier handlers returned. */
  readonly yDocOptions: Record<string, unknown>
}

export interface LoadedDocumentPayload extends LoadingPayload {
  readonly document: Document
}

/** Something about an open document. */
export interface OpenDocumentPayload extends DocumentPayload {
  readonly document: Document
  /** Connections to the document. */
  readonly clientsCount: number
}

export interface MessagePayload extends OpenDocumentPayload {
  readonly connection: Connection
  /** The whole frame, its address included. */
  readonly update: Uint8Array
}

export interface BeforeSyncPayload extends OpenDocumentPayload {
  readonly connection: Connection
  /** 0: a state vector (step 1). 1: an update that answers one (step 2). 2: an update. (y-protocols, sync) */
  readonly type: 0 | 1 | 2
  /** The state vector or the update. */
  readonly payload: Uint8Array
  /**
   * Refuses an update without ending the connection: it is not applied, and its sender is told so by its sync status. The first one to
   * decline decides.
   *
   * @param takeBack makes what is applied in its place, and goes to everybody, the sender included: what brings the sender back to where
   * everybody else is. Called once the sender is known to be who it says it is; nothing to apply: `undefined`
   */
  readonly decline: (takeBack: TakeBack) => void
}

export type TakeBack = () => Instead | undefined

/** What is applied in the place of a declined update. */
export interface Instead {
  /** In Yjs' V1 encoding. */
  readonly update: Uint8Array
  /** Whether something of the declined update stays in it, so that the document is to be stored. */
  readonly hasEdits: boolean
}

/** The state of one client, as its application set it. */
// Applications read it with their own type.
// oxlint-disable-next-line typescript/no-explicit-any
export type AwarenessState = Record<string, any>

export interface BeforeHandleAwarenessPayload extends OpenDocumentPayload {
  readonly awareness: Awareness
  /** New states by client id. Change it to change what is applied. */
  readonly states: Map<number, AwarenessState>
  /** Missing when it comes from another server. */
  readonly connection?: Connection | undefined
  readonly transactionOrigin: unknown
}

export interface OnAwarenessUpdatePayload extends OpenDocumentPayload {
  readonly awareness: Awareness
  /** Client ids. */
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
  /** All states there are now. */
  readonly states: (AwarenessState & { clientId: number })[]
  /** Missing when it was not a client that caused it. */
  readonly connection?: Connection | undefined
  readonly transactionOrigin: unknown
}

export interface OnChangePayload extends OpenDocumentPayload {
  /** The connection the change came from; missing if it was made by code in this process, or came from another server. */
  readonly connection?: Connection | undefined
  readonly transactionOrigin: unknown
  /** The change, in Yjs' V1 encoding. */
  readonly update: Uint8Array
}

export interface OnStoreDocumentPayload extends OpenDocumentPayload {
  /** Context of the connection that the last change came from. Same as `context`. */
  readonly lastContext: Context
  readonly lastTransactionOrigin: unknown
  /** Same as `lastTransactionOrigin`, as applications of an older dialect read it. */
  readonly transactionOrigin: unknown
}

export interface OnStatelessPayload extends OpenDocumentPayload {
  readonly connection: Connection
  /** What the client sent. */
  readonly payload: string
}

export interface BroadcastStatelessPayload extends DocumentPayload {
  readonly document: Document
  readonly payload: string
}

export interface OnDisconnectPayload extends OpenDocumentPayload {}

export interface BeforeUnloadPayload extends DocumentPayload {
  readonly document: Document
}

export interface AfterUnloadPayload extends DocumentPayload {}

/**
 * Payload of `onLoadDocument`. A handler's return is put into `content`, and what is put there is merged into `document`: so
 * every handler's content is kept, and the next handler already sees it.
 */
export class OnLoadDocumentPayload extends HookPayload implements LoadedDocumentPayload {
  readonly instance: Hocuspocus
  readonly documentName: string
  readonly context: Context
  readonly requestHeaders: Headers
  readonly requestParameters: URLSearchParams
  readonly socketId: string
  readonly connectionConfig: ConnectionConfig
  readonly connection: ConnectionConfig
  /** What has been loaded so far. May be edited in place. */
  readonly document: Document
  readonly #merge: (content: unknown) => void

  constructor(about: LoadedDocumentPayload, merge: (content: unknown) => void) {
    super()
    this.instance = about.instance
    this.documentName = about.documentName
    this.context = about.context
    this.requestHeaders = about.requestHeaders
    this.requestParameters = about.requestParameters
    this.socketId = about.socketId
    this.connectionConfig = about.connectionConfig
    this.connection = about.connection
    this.document = about.document
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
