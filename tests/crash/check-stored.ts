import { isConfirmed } from './check-durable.ts'
import { difference } from './compare.ts'
import type { Disk } from './disk.ts'
import { contentOf, type Content } from './operation.ts'
import type { DocumentRecord } from './recorder.ts'

/**
 * Whether the last `onStoreDocument` of a document had all that is in the journal.
 *
 * What is stored may be ahead of a journal that failed: it then has edits that were lost, unacknowledged, with the process that
 * stored them. The next store makes it equal, so after an edit of this life it has to be.
 *
 * @param since when the life of the server began
 * @returns what is wrong, a line each
 */
export function checkStored(record: DocumentRecord, { durable, stored }: Disk, since: number): string[] {
  const { name, operations } = record
  const [document, state] = [durable.get(name), stored.get(name)]
  if (document === undefined) return []
  if (state === undefined) return [`${name}: it was never stored`]
  const problem = difference(document, state)
  if (problem === undefined) return []
  const edited = operations.some(({ madeAt, acknowledgedAt }) => madeAt >= since && acknowledgedAt !== undefined)
  const ahead = !edited && isAhead(record, contentOf(document), contentOf(state))
  return ahead ? [] : [`${name}: the journal and what was stored: ${problem}`]
}

/** Whether two contents differ only in edits that were never confirmed, and that the stored one has. */
function isAhead({ operations }: DocumentRecord, durable: Content, stored: Content): boolean {
  const lost = operations.filter((operation) => operation.sentAt !== undefined && !isConfirmed(operation))
  const has = (kind: 'insert' | 'delete', token: string): boolean =>
    lost.some((operation) => operation.kind === kind && operation.token === token)
  const added = [...stored.map].filter((token) => !durable.map.has(token))
  const removed = [...durable.map].filter((token) => !stored.map.has(token))
  return added.every((token) => has('insert', token)) && removed.every((token) => has('delete', token))
}
