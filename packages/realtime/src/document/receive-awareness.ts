import { rewriteStates, statesOf } from '../awareness/rewrite-states.ts'
import type { Connection } from '../connection/connection.ts'
import { aboutConnection, reportFailure } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import { absent, checkStates, readAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'
import type { Services } from '../services.ts'
import type { LiveDocument } from './live-document.ts'

export interface Said {
  readonly update: Uint8Array
  /** Whether it has waited for its turn already. */
  readonly delayed?: boolean
}

/**
 * Takes in what a connection says of presence: of its own clients what is new; of others nothing that is new. What it repeats
 * of others, as providers do with everything they hear, is left out, and not even looked into.
 *
 * @returns a promise only if a hook or another connection has to be waited for
 * @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT`, `CLIENT_CLAIMED`
 */
export function receiveAwareness(
  services: Services,
  live: LiveDocument,
  { connection, said }: { connection: Connection; said: Said },
): void | Promise<void> {
  const { limits } = services
  const entries = readAwarenessUpdate(said.update, limits.clients * limits.awarenessClients)
  const { presence } = live.document
  const news = entries.filter(
    (entry) => presence.isNews(entry) && mayLeave(entry, presence.ownerOf(entry.client), connection),
  )
  if (news.length === 0) return inherit(live, entries, connection)
  presence.checkSize(news)
  checkStates(news)
  if (said.delayed !== true && !connection.awareness.admits(news)) return
  const contest = claim(live, news, { by: connection, alone: entries.length === 1 })
  if (contest !== undefined) {
    return contest.then(() => {
      if (connection.isOpen) return receiveAwareness(services, live, { connection, said: { ...said, delayed: true } })
    })
  }
  if (services.points.beforeHandleAwareness.used) return askHook(services, live, { entries: news, connection })
  live.document.applyAwareness(news, connection.origin)
}

/** That a client has left is said by its own connection. */
const mayLeave = ({ state }: AwarenessEntry, owner: Connection | undefined, by: Connection): boolean =>
  state !== absent || owner === undefined || owner.socketId === by.socketId

/** A provider that opens says nothing but its client's id; one that comes back on a new socket, what is known of it already. */
function inherit(live: LiveDocument, [only, ...others]: readonly AwarenessEntry[], by: Connection): void {
  const { presence } = live.document
  if (only === undefined || others.length > 0 || only.clock !== presence.clockOf(only.client)) return
  if (!by.introduces(only.client)) return
  live.owners.claim(only.client, by, 'named')
  presence.inherit(only.client, by)
}

/**
 * @param how `alone`: nothing else was said
 * @returns nothing if the connection may speak for all clients of which it says something new
 */
function claim(
  live: LiveDocument,
  news: readonly AwarenessEntry[],
  { by, alone }: { by: Connection; alone: boolean },
): Promise<void> | undefined {
  const { presence } = live.document
  for (const { client, clock, state } of news) {
    if (state === absent) continue
    // A provider that opens names its own client, and only that one.
    const owner = live.owners.claim(client, by, alone && by.introduces(client) ? 'named' : 'passed-on')
    if (owner === undefined) continue
    const settled = (): boolean => clock <= presence.clockOf(client) || !owner.isOpen || !by.isOpen
    return live.contests.settle({ client, by, owner, settled, concede: () => {} })
  }
  return undefined
}

async function askHook(
  services: Services,
  live: LiveDocument,
  { entries, connection }: { entries: readonly AwarenessEntry[]; connection: Connection },
): Promise<void> {
  const { document } = live
  const states = statesOf(entries)
  let rewritten: AwarenessEntry[]
  try {
    await services.points.beforeHandleAwareness.call({
      ...openDocumentPayload(services.instance, document, { connection }),
      awareness: document.awareness,
      states,
      connection,
      transactionOrigin: connection.origin,
    })
    rewritten = rewriteStates(entries, states, (client) => document.presence.clockOf(client))
  } catch (error) {
    services.log.error({ document: document.name, error }, 'an awareness update was dropped: a hook refused it')
    reportFailure(services, error, aboutConnection(connection))
    return
  }
  if (connection.isOpen) document.applyAwareness(rewritten, connection.origin)
}
