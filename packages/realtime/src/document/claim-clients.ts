import type { Connection } from '../connection/connection.ts'
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

/**
 * Claims the clients in whose name an update goes on.
 *
 * @returns nothing if the connection may; else what to wait for, after which it is to be asked again
 */
export function claimClients(
  { document, owners, contests }: Claimed,
  { structs }: ParsedUpdate,
  { by, made }: Claimant,
): Promise<void> | undefined {
  const isNew = ({ client, end }: ClientStructs): boolean => end > document.content.clockOf(client)
  const news = structs.length === 1 ? structs : structs.filter(isNew)
  const claim = made && news.length === 1 ? 'edited' : 'passed-on'
  for (const each of news) {
    if (!isNew(each)) continue
    const owner = owners.claim(each.client, by, claim)
    if (owner !== undefined) return contests.settle(each.client, owner, () => !isNew(each) || !owner.isOpen)
  }
  return undefined
}
