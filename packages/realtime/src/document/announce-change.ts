import { aboutConnection, reportFailure } from '../failure.ts'
import { Change } from '../hooks/hot-payloads.ts'
import type { Services } from '../services.ts'
import { mergeUpdates } from '../updates/merge-updates.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import { connectionOf } from './transaction-origin.ts'
import type { Document } from './document.ts'
import type { Acknowledge } from './receive-update.ts'

/**
 * Fires `onChange`, in an operation: that of the client's message, which hooks may have begun, or that of an edit by code in
 * this process, which is within the operation it was made in, so that handlers which answer edits with edits end. Nobody waits for it.
 *
 * @param update what is new, in Yjs' V1 encoding
 */
export function announceChange(
  services: Services,
  document: Document,
  change: { update: Uint8Array; origin: unknown },
): void {
  const { hooks, points, instance, log, detached, scoped } = services
  const { update, origin } = change
  const connection = connectionOf(origin)
  const fire = (): void =>
    points.onChange.emit(new Change(instance, document, { connection, transactionOrigin: origin, update }))
  try {
    if (connection === undefined) hooks.operation({ name: 'edit', subject: document.name }, fire)
    else if (hooks.current() !== undefined) fire()
    else detached(() => hooks.operation({ name: 'message', subject: document.name, origin: connection, scoped }, fire))
  } catch (error) {
    log.error({ document: document.name, error }, 'edits by handlers went round in a circle; onChange was not fired')
    reportFailure(services, error, { documentName: document.name })
  }
}

/** Tells all handlers of `onChange` of an edit by code in this process, those in the background too. Nobody waits for it. */
export function tellOfChange(
  services: Services,
  document: Document,
  change: { update: Uint8Array; origin: unknown },
): void {
  announceChange(services, document, change)
  if (services.points.onChange.offloads) void offloadChange(services, document, change)
}

/**
 * A document may tell its connections only of what is saved.
 *
 * @returns what to call once the changes are on disk; or could not be written at once: then nobody is made to wait any longer
 */
export function onceTold(
  document: Document,
  changes: readonly ParsedUpdate[],
  { origin, acknowledge = () => {} }: { readonly origin: unknown; readonly acknowledge?: Acknowledge | undefined },
): Acknowledge {
  if (document.tells === 'at once') return acknowledge
  return (saved) => {
    for (const change of changes) document.tell(change, origin)
    // Whoever is told that it is saved knows by then what the server has made of it in the same turn.
    document.whenTold(() => acknowledge(saved))
  }
}

/**
 * Background handlers of `onChange` are kept before a change is called saved.
 *
 * @returns what to call once the change is on disk
 */
export function onceOffloaded(
  services: Services,
  document: Document,
  {
    incoming,
    acknowledge,
  }: { incoming: { origin: unknown; changes: readonly ParsedUpdate[] }; acknowledge: Acknowledge },
): Acknowledge {
  const { origin, changes } = incoming
  if (!services.points.onChange.offloads || changes.length === 0) return acknowledge
  const accepted = offloadChange(services, document, { update: mergeUpdates(changes), origin })
  return (saved) => void accepted.then((isAccepted) => acknowledge(saved && isAccepted))
}

/**
 * Hands the background handlers of `onChange` over. Who made the change is told that it is on disk only after that.
 *
 * @returns false when one of them was not accepted, which has been reported. Never rejects
 */
async function offloadChange(
  services: Services,
  document: Document,
  change: { update: Uint8Array; origin: unknown },
): Promise<boolean> {
  const { hooks, points, instance, log, detached } = services
  const connection = connectionOf(change.origin)
  const payload = new Change(instance, document, {
    connection,
    transactionOrigin: change.origin,
    update: change.update,
  })
  const about = { name: 'change', subject: document.name, ...(connection !== undefined && { origin: connection }) }
  const hand = (): Promise<void> => hooks.operation(about, async () => points.onChange.offload(payload))
  try {
    await (connection === undefined ? hand() : detached(hand))
    return true
  } catch (error) {
    log.error({ document: document.name, error }, 'background work of onChange was not accepted')
    reportFailure(
      services,
      error,
      connection === undefined ? { documentName: document.name } : aboutConnection(connection),
    )
    return false
  }
}
