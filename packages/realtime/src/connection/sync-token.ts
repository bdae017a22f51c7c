import { aboutConnection } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'
import { noteRefusal, reasonFor } from './refusal.ts'

type TokenMessage = Extract<DocumentMessage, { type: 'token' }>

/** A connected client sent its token again: fires `onTokenSync`, a failure of which closes the connection. */
export async function syncToken(services: Services, connection: Connection, { token }: TokenMessage): Promise<void> {
  const { hooks, points, instance, detached } = services
  const { document, request, connectionConfig, providerVersion, callbacks } = connection
  if (!points.onTokenSync.used && callbacks === undefined) return
  const ask = async (): Promise<void> => {
    const about = openDocumentPayload(instance, document, { connection })
    const payload = { ...about, request, connectionConfig, providerVersion, connection, token }
    if (points.onTokenSync.used) await points.onTokenSync.call(payload)
    await callbacks?.run('tokenSync', { token })
  }
  const operation = (): Promise<void> =>
    hooks.operation({ name: 'tokenSync', subject: document.name, origin: connection }, ask)
  try {
    await (hooks.current() === undefined ? detached(operation) : operation())
  } catch (error) {
    noteRefusal(services, error, aboutConnection(connection))
    connection.close({ code: 4401, reason: reasonFor(error, 'Unauthorized') })
  }
}
