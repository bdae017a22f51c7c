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
  /** Takes in what goes on with clients that the connection may speak for. */
  readonly concede: (own: ParsedUpdate) => void
}

/**
 * Claims the clients in whose name an update goes on.
 *
 * @returns nothing if the connection may speak for all of them; else what resolves when the update is to be looked at again
 * @throws RealtimeError `CLIENT_CLAIMED`, from the promise
 */
export function claimClients(claimed: Claimed, update: ParsedUpdate, claimant: Claimant): Promise<void> | undefined {
  const { document, owners, contests } = claimed
  const { by, made, concede } = claimant
  const isNew = ({ client, end }: ClientStructs): boolean => end > document.content.clockOf(client)
  const news = update.structs.length === 1 ? update.structs : update.structs.filter(isNew)
  const how = made && news.length === 1 ? 'edited' : 'passed-on'
  const claim = (structs: ClientStructs): Connection | undefined =>
    isNew(structs) ? owners.claim(structs.client, by, how) : undefined
  let disputed: { readonly structs: ClientStructs; readonly owner: Connection } | undefined
  for (const structs of news) {
    const owner = claim(structs)
    if (owner !== undefined) disputed ??= { structs, owner }
  }
  if (disputed === undefined) return undefined
  const { structs, owner } = disputed
  return contests.settle({
    client: structs.client,
    by,
    owner,
    settled: () => !isNew(structs) || !owner.isOpen,
    concede: () => {
      const own = news.filter((each) => isNew(each) && claim(each) === undefined)
      if (own.length > 0 && !update.repeats && by.isOpen) concede(structsAlone(own))
    },
  })
}

const structsAlone = (structs: readonly ClientStructs[]): ParsedUpdate => ({
  bytes: encodeUpdate(structs, []),
  structs,
  deletions: [],
  repeats: false,
})
