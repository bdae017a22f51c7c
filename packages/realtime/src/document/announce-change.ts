import type { Connection } from '../connection/connection.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import { connectionOf } from './transaction-origin.ts'
import type { Document } from './document.ts'

/**
 * Fires `onChange`, in an operation: that of the client's message, or that of an edit by code in this process, which is
 * within the operation it was made in, so that handlers which answer edits with edits end. Nobody waits for it.
 *
 * @param update what is new, in Yjs' V1 encoding
 */
export function announceChange(
  services: Services,
  document: Document,
  change: { update: Uint8Array; origin: unknown },
): void {
  const { hooks, log, detached } = services
  const connection = connectionOf(change.origin)
  const fire = (): void => emit(services, document, { ...change, connection })
  try {
    if (connection === undefined) hooks.operation({ name: 'edit', subject: document.name }, fire)
    else detached(() => hooks.operation({ name: 'message', subject: document.name }, fire))
  } catch (error) {
    log.error({ document: document.name, error }, 'edits by handlers went round in a circle; onChange was not fired')
  }
}

interface Change {
  readonly update: Uint8Array
  readonly origin: unknown
  /** The connection it came from; `undefined` for an edit by code in this process. */
  readonly connection: Connection | undefined
}

function emit({ points, instance }: Services, document: Document, { update, origin, connection }: Change): void {
  const about = openDocumentPayload(instance, document, { connection, origin })
  points.onChange.emit({ ...about, connection, transactionOrigin: origin, update })
}
