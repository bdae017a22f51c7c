import { HookPayload } from '@crochet/hooks'
import type { Connection } from '../connection/connection.ts'
import { noHandshake } from '../connection/handshake.ts'
import type { Document } from '../document/document.ts'
import { localContextOf } from '../document/transaction-origin.ts'
import type { Hocuspocus } from '../hocuspocus.ts'
import type { Context, MessagePayload, OnChangePayload, OpenDocumentPayload } from './payloads.ts'

/** Where something about a document comes from. */
interface Cause {
  readonly connection: Connection | undefined
  readonly transactionOrigin: unknown
}

/** Payloads of what happens with every message: made by constructors, because that is what is fast. */
class HotPayload extends HookPayload implements OpenDocumentPayload {
  readonly instance: Hocuspocus
  readonly documentName: string
  readonly context: Context
  readonly requestHeaders: Headers
  readonly requestParameters: URLSearchParams
  readonly socketId: string
  readonly document: Document
  readonly clientsCount: number

  constructor(instance: Hocuspocus, document: Document, { connection, transactionOrigin }: Cause) {
    super()
    const handshake = connection?.handshake ?? noHandshake()
    this.instance = instance
    this.documentName = document.name
    this.context = connection?.context ?? (localContextOf(transactionOrigin) as Context | undefined) ?? {}
    this.requestHeaders = handshake.headers
    this.requestParameters = handshake.parameters
    this.socketId = connection?.socketId ?? 'server'
    this.document = document
    this.clientsCount = document.getConnectionsCount()
  }
}

/** Payload of `onChange`. Bytes are copied: what a handler does to them must not come into the journal or to other clients. */
export class Change extends HotPayload implements OnChangePayload {
  readonly connection: Connection | undefined
  readonly transactionOrigin: unknown
  readonly update: Uint8Array

  constructor(instance: Hocuspocus, document: Document, cause: Cause & { readonly update: Uint8Array }) {
    super(instance, document, cause)
    this.connection = cause.connection
    this.transactionOrigin = cause.transactionOrigin
    this.update = new Uint8Array(cause.update)
  }
}

/** Payload of `beforeHandleMessage` and `afterHandleMessage`. */
export class Message extends HotPayload implements MessagePayload {
  readonly connection: Connection
  readonly update: Uint8Array

  constructor(instance: Hocuspocus, connection: Connection, frame: Uint8Array) {
    super(instance, connection.document, { connection, transactionOrigin: undefined })
    this.connection = connection
    this.update = new Uint8Array(frame)
  }
}
