import type { Connection } from '../connection/connection.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { parseIncoming, type ParsedUpdate } from '../updates/parse-update.ts'
import { checkRoom, checkUpdateSize, hasRoom } from './check-room.ts'
import { claimClients } from './claim-clients.ts'
import type { LiveDocument } from './live-document.ts'

/** Called once: `true` when everything in an update is on disk, `false` when it could not be taken. */
export type Acknowledge = (applied: boolean) => void

/** A message of a client that has an update. */
export type UpdateMessage = Extract<DocumentMessage, { type: 'step2' | 'update' }>

interface Received {
  readonly message: UpdateMessage
  readonly connection: Connection
  /** Applies an update that may be applied. */
  readonly take: (update: ParsedUpdate) => void
  /** Takes in what is the connection's own of an update that others wait for. */
  readonly concede: (own: ParsedUpdate) => void
}

/** What `LiveDocument.receive` and `decline` do, up to the point where an update may be applied. */
export function receiveUpdate(services: Services, live: LiveDocument, received: Received): void | Promise<void> {
  const { limits } = services
  const { update } = received.message
  checkUpdateSize(update, limits)
  const parsed = parseIncoming(update, limits)
  if (parsed instanceof Promise) return parsed.then((walked) => admit(services, live, { ...received, parsed: walked }))
  return admit(services, live, { ...received, parsed })
}

type Admission = Received & { readonly parsed: ParsedUpdate }

function admit(services: Services, live: LiveDocument, admission: Admission): void | Promise<void> {
  const { limits } = services
  const { parsed, message, connection, take } = admission
  if (!connection.isOpen) return undefined
  checkRoom(live.document, parsed, limits)
  const concede = (own: ParsedUpdate): void => {
    if (hasRoom(live.document, own, limits)) admission.concede(own)
  }
  const contest = claimClients(live, parsed, { by: connection, made: message.type === 'update', concede })
  if (contest === undefined) return take(parsed)
  return contest.then(() => admit(services, live, admission))
}
