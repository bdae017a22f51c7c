import type { IncomingMessage } from 'node:http'
import { noHandshake, type Handshake } from '../connection/handshake.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import type { ConnectionConfig, Context } from '../hooks/payloads.ts'
import { checkDocumentName } from '../protocol/address.ts'
import type { Services } from '../services.ts'
import type { DocumentRegistry, Lease } from './document-registry.ts'
import { loadDocument } from './load-document.ts'

/** Who wants a document. */
export interface Applicant {
  readonly context: Context
  readonly handshake: Handshake
  readonly socketId: string
  readonly connectionConfig: ConnectionConfig
}

/** The same, as the API of Hocuspocus says it. */
export type DocumentRequest = [
  request: IncomingMessage | Request,
  socketId: string,
  connectionConfig: ConnectionConfig,
  context?: Context,
]

/** Code in this process. */
export const serverItself = (context: Context): Applicant => ({
  context,
  handshake: noHandshake(),
  socketId: 'server',
  connectionConfig: { readOnly: false, isAuthenticated: true },
})

/**
 * Gets a document, loaded for whoever asks first.
 *
 * @throws RealtimeError `DOCUMENT_NAME`, `DOCUMENT_LOAD`, `SERVER_CLOSING`; HookError of `onConfigure` or of what loads it
 */
export async function acquireDocument(
  services: Services,
  documents: DocumentRegistry,
  { documentName, ...applicant }: Applicant & { readonly documentName: string },
): Promise<Lease> {
  const { connectionConfig } = applicant
  checkDocumentName(documentName)
  return documents.acquire(documentName, async () => {
    await services.configured()
    const about = documentPayload(services.instance, documentName, applicant)
    return loadDocument(services, documentName, { ...about, connectionConfig, connection: connectionConfig })
  })
}
