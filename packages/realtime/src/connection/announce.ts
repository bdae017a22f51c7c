import { aboutConnection, reportFailure } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'

/** Fires `connected`. Nobody waits for it. */
export function announceConnected(services: Services, connection: Connection): void {
  const { hooks, points, instance, detached } = services
  if (!points.connected.used) return
  const { document, request, connectionConfig, providerVersion } = connection
  const fire = (): void =>
    points.connected.emit({
      ...openDocumentPayload(instance, document, { connection }),
      request,
      connectionConfig,
      providerVersion,
      connection,
      connectionInstance: connection,
    })
  detached(() => hooks.operation({ name: 'connected', subject: document.name, origin: connection }, fire))
}

/** Fires `onDisconnect`, and resolves when it has run. A failure is only reported. */
export async function announceDisconnect(services: Services, connection: Connection): Promise<void> {
  const { hooks, points, instance, detached, log } = services
  if (!points.onDisconnect.used) return
  const { document } = connection
  try {
    await detached(() =>
      hooks.operation({ name: 'disconnect', subject: document.name, origin: connection }, () =>
        points.onDisconnect.call(openDocumentPayload(instance, document, { connection })),
      ),
    )
  } catch (error) {
    log.error({ document: document.name, error }, 'onDisconnect failed')
    reportFailure(services, error, aboutConnection(connection))
  }
}
