import type { Connection } from '../connection/connection.ts'
import { encodeUpdate } from '../updates/encode-update.ts'
import type { ClientStructs, ParsedUpdate } from '../updates/parse-update.ts'
import type { ClientOwners } from './client-owners.ts'
import type { Contests } from './contest.ts'
import type { Document } from './document.ts'

interface Claimed {
  readonly document: Document
  readonly owners: ClientOwners<Connection>
  readonly contests: Contests
}

interface Claimant {
  readonly by: Connection
  /** Whether the update was made just now, and is not what the connection has from before. */
  readonly made: boolean
}

/** What an update goes on with in the name of somebody else's client. */
export interface Disputed {
  /** The part that goes on with clients that the connection may speak for; nothing if there is none. */
  readonly own: ParsedUpdate | undefined
  /** Resolves when it is to be asked again. @throws RealtimeError `CLIENT_CLAIMED` */
  readonly settled: Promise<void>
}

/** Claims the clients in whose name an update goes on. @returns nothing if the connection may speak for all of them */
export function claimClients(claimed: Claimed, update: ParsedUpdate, { by, made }: Claimant): Disputed | undefined {
  const { document, owners, contests } = claimed
  const isNew = ({ client, end }: ClientStructs): boolean => end > document.content.clockOf(client)
  const news = update.structs.length === 1 ? update.structs : update.structs.filter(isNew)
  const claim = made && news.length === 1 ? 'edited' : 'passed-on'
  let disputed: { readonly structs: ClientStructs; readonly owner: Connection } | undefined
  const own: ClientStructs[] = []
  for (const structs of news) {
    if (!isNew(structs)) continue
    const owner = owners.claim(structs.client, by, claim)
    if (owner === undefined) own.push(structs)
    else disputed ??= { structs, owner }
  }
  if (disputed === undefined) return undefined
  const { structs, owner } = disputed
  const settled = contests.settle(structs.client, owner, () => !isNew(structs) || !owner.isOpen)
  return { own: own.length === 0 || update.repeats ? undefined : structsAlone(own), settled }
}

const structsAlone = (structs: readonly ClientStructs[]): ParsedUpdate => ({
  bytes: encodeUpdate(structs, []),
  structs,
  deletions: [],
  repeats: false,
})
