import type { PresenceChange } from '../awareness/presence.ts'
import { statesOf } from '../awareness/rewrite-states.ts'
import { reportFailure } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Document } from './document.ts'
import { connectionOf } from './transaction-origin.ts'

/** Fires `onAwarenessUpdate`. Nobody waits for it. */
export function announceAwareness(
  services: Services,
  document: Document,
  { change, origin }: { change: PresenceChange; origin: unknown },
): void {
  const { hooks, points, instance, log, detached } = services
  if (!points.onAwarenessUpdate.used) return
  const connection = connectionOf(origin)
  const fire = (): void =>
    points.onAwarenessUpdate.emit({
      ...openDocumentPayload(instance, document, { connection, origin }),
      ...change,
      awareness: document.awareness,
      states: [...statesOf(document.presence.entries())].map(([clientId, state]) => ({ ...state, clientId })),
      connection,
      transactionOrigin: origin,
    })
  try {
    if (connection === undefined) hooks.operation({ name: 'awareness', subject: document.name }, fire)
    else detached(() => hooks.operation({ name: 'awareness', subject: document.name, origin: connection }, fire))
  } catch (error) {
    log.error(
      { document: document.name, error },
      'presence set by handlers went round in a circle; onAwarenessUpdate was not fired',
    )
    reportFailure(services, error, { documentName: document.name })
  }
}
