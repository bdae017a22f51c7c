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
  const { document, callbacks } = connection
  if (!points.onStateless.used && callbacks === undefined) return
  const tell = (): void => {
    const about = { ...openDocumentPayload(instance, document, { connection }), connection, payload }
    if (points.onStateless.used) points.onStateless.emit(about)
    void callbacks?.tell(services, 'stateless', about)
  }
  const operation = (): void => hooks.operation({ name: 'stateless', subject: document.name, origin: connection }, tell)
  if (hooks.current() === undefined) detached(operation)
  else operation()
}
