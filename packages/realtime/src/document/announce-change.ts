import type * as Y from 'yjs'
import { documentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Member } from './member.ts'

interface Changed {
  readonly name: string
  readonly document: Y.Doc
  readonly members: ReadonlySet<Member>
}

interface Change {
  readonly update: Uint8Array
  /** The connection it came from; `undefined` for an edit by code in this process. */
  readonly member: Member | undefined
  readonly origin: unknown
}

/**
 * Fires `onChange`, in an operation: that of the client's message, or that of an edit by code in this process, which is
 * within the operation it was made in, so that handlers which answer edits with edits end. Nobody waits for it.
 */
export function announceChange(services: Services, changed: Changed, change: Change): void {
  const { hooks, log, detached } = services
  const fire = (): void => emit(services, changed, change)
  try {
    if (change.member === undefined) hooks.operation({ name: 'edit', subject: changed.name }, fire)
    else detached(() => hooks.operation({ name: 'message', subject: changed.name }, fire))
  } catch (error) {
    log.error({ document: changed.name, error }, 'edits by handlers went round in a circle; onChange was not fired')
  }
}

function emit({ points, instance }: Services, changed: Changed, { update, member, origin }: Change): void {
  points.onChange.emit({
    ...documentPayload(instance, changed.name, member),
    document: changed.document,
    clientsCount: changed.members.size,
    connection: member,
    transactionOrigin: origin,
    update,
  })
}
