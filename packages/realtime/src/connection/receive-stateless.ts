import { RealtimeError } from '../errors.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'

/**
 * Fires `onStateless`. Nobody waits for it.
 *
 * @throws RealtimeError `STATELESS_SIZE`, `STATELESS_RATE`
 */
export function receiveStateless(services: Services, connection: Connection, payload: string): void {
  const { hooks, points, instance, limits, clock, detached } = services
  const bytes = Buffer.byteLength(payload)
  if (bytes > limits.statelessBytes) throw new RealtimeError('STATELESS_SIZE', { bytes, limit: limits.statelessBytes })
  if (!connection.stateless.take(clock.now()))
    throw new RealtimeError('STATELESS_RATE', { limit: limits.statelessRate })
  if (!points.onStateless.used) return
  const { document } = connection
  detached(() =>
    hooks.operation({ name: 'stateless', subject: document.name }, () =>
      points.onStateless.emit({ ...openDocumentPayload(instance, document, { connection }), connection, payload }),
    ),
  )
}
