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
 * Fires `onChange`. Nobody waits for it and nothing it does comes back. A client's change belongs to the operation of its
 * message; an edit by code in this process is an operation of its own, so that handlers which answer edits with edits end.
 */
export function announceChange(services: Services, changed: Changed, change: Change): void {
  const { hooks, log } = services
  if (change.member !== undefined) return emit(services, changed, change)
  try {
    hooks.operation({ name: 'edit', subject: changed.name }, () => emit(services, changed, change))
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
