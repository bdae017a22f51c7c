import type { DocumentRegistry, Lease } from '../document/document-registry.ts'
import { loadDocument } from '../document/load-document.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import type { ConnectionConfig, Context, OnConnectPayload } from '../hooks/payloads.ts'
import type { Services } from '../services.ts'
import type { Handshake } from './handshake.ts'

/** A client that asks for a document. */
export interface Applicant {
  readonly documentName: string
  readonly socketId: string
  readonly handshake: Handshake
  readonly context: Context
  readonly config: ConnectionConfig
  readonly token: string
  readonly providerVersion: string | null
  /** Whether it is still there. */
  readonly waits: boolean
  /** Called when it has been authenticated. */
  admitted(): void
}

/**
 * Asks the hooks whether a client may have a document, and gets it.
 *
 * @returns nothing when the client has left meanwhile
 * @throws HookError of the handler that refuses; what loading fails with
 */
export async function admit(
  services: Services,
  documents: DocumentRegistry,
  applicant: Applicant,
): Promise<Lease | undefined> {
  const { points } = services
  if (points.onConnect.used) await points.onConnect.call(payload(services, applicant))
  if (!applicant.waits) return undefined
  if (points.onAuthenticate.used) {
    await points.onAuthenticate.call({ ...payload(services, applicant), token: applicant.token })
  }
  if (!applicant.waits) return undefined
  applicant.config.isAuthenticated = true
  applicant.admitted()
  const { documentName, config } = applicant
  return documents.acquire(documentName, () =>
    loadDocument(services, documentName, () => ({
      ...documentPayload(services.instance, documentName, applicant),
      connectionConfig: config,
    })),
  )
}

function payload({ instance }: Services, applicant: Applicant): OnConnectPayload {
  return {
    ...documentPayload(instance, applicant.documentName, applicant),
    request: applicant.handshake.request,
    connectionConfig: applicant.config,
    providerVersion: applicant.providerVersion,
  }
}
