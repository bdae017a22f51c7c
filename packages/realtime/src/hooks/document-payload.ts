import type { Connection } from '../connection/connection.ts'
import { noHandshake, type Handshake } from '../connection/handshake.ts'
import type { Document } from '../document/document.ts'
import { localContextOf } from '../document/transaction-origin.ts'
import type { Hocuspocus } from '../hocuspocus.ts'
import type { Context, DocumentPayload, OpenDocumentPayload } from './payloads.ts'

interface About {
  readonly context: Context
  readonly handshake: Handshake
  readonly socketId: string
}

/**
 * What every payload about a document says.
 *
 * @param about the connection concerned; none for what the server or code in this process does
 */
export function documentPayload(instance: Hocuspocus, documentName: string, about?: About): DocumentPayload {
  const { handshake, socketId, context } = about ?? { handshake: noHandshake(), socketId: 'server', context: {} }
  return {
    instance,
    documentName,
    context,
    requestHeaders: handshake.headers,
    requestParameters: handshake.parameters,
    socketId,
  }
}

interface Cause {
  readonly connection?: Connection | undefined
  /** Of a change; says in which context code in this process acts. */
  readonly origin?: unknown
}

/** What every payload about an open document says. */
export function openDocumentPayload(instance: Hocuspocus, document: Document, cause: Cause): OpenDocumentPayload {
  const { connection, origin } = cause
  const context = connection?.context ?? (localContextOf(origin) as Context | undefined) ?? {}
  const about = {
    handshake: connection?.handshake ?? noHandshake(),
    socketId: connection?.socketId ?? 'server',
    context,
  }
  const common = documentPayload(instance, document.name, about)
  return { ...common, document, clientsCount: document.getConnectionsCount() }
}
