import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'
import { reasonFor } from './refusal.ts'

type TokenMessage = Extract<DocumentMessage, { type: 'token' }>

/** A connected client sent its token again: fires `onTokenSync`, a failure of which closes the connection. */
export async function syncToken(services: Services, connection: Connection, { token }: TokenMessage): Promise<void> {
  const { hooks, points, instance, detached } = services
  if (!points.onTokenSync.used) return
  const { document, request, connectionConfig, providerVersion } = connection
  try {
    await detached(() =>
      hooks.operation({ name: 'tokenSync', subject: document.name }, () =>
        points.onTokenSync.call({
          ...openDocumentPayload(instance, document, { connection }),
          request,
          connectionConfig,
          providerVersion,
          connection,
          token,
        }),
      ),
    )
  } catch (error) {
    services.metrics.refused(error)
    connection.close({ code: 4401, reason: reasonFor(error, 'Unauthorized') })
  }
}
