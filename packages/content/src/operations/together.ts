import type { Query, Transaction, Where as StorageWhere } from '@crochet/storage'
import { asQueryErrors } from '../query/as-query-errors.ts'
import type { BulkRun } from './run-bulk.ts'

/** The documents that a bulk write is for. */
export interface Wanted {
  readonly where: StorageWhere
  readonly limit: number
}

/** How many documents one statement is for. */
const atOnce = 1000

/** Documents, or rows with nothing but their ids. */
type Found = readonly Readonly<Record<string, unknown>>[]

interface Changing<F extends Found> {
  find(transaction: Transaction, query: Query): Promise<F>
  /** @param range matches exactly what was found: nobody else writes meanwhile */
  change(transaction: Transaction, found: F, range: StorageWhere): Promise<void>
}

/** Goes through what matches in the order of ids, a range of ids at a time, in the transaction of the write. */
export async function inRanges<F extends Found>(
  { scope }: BulkRun,
  { where, limit }: Wanted,
  { find, change }: Changing<F>,
): Promise<void> {
  await scope.write(async (transaction) => {
    let after: StorageWhere[] = []
    for (let left = limit; left > 0; left -= atOnce) {
      const size = Math.min(atOnce, left)
      const matching = { and: [where, ...after] }
      const sort = [{ column: 'id', direction: 'asc' as const }]
      const found = await asQueryErrors(() => find(transaction, { where: matching, sort, limit: size }))
      if (found.length === 0) return
      const last = found.at(-1)?.['id']
      const range = { and: [matching, { column: 'id', operator: 'less_than_equal' as const, value: last }] }
      await asQueryErrors(() => change(transaction, found, range))
      if (found.length < size) return
      after = [{ column: 'id', operator: 'greater_than', value: last }]
    }
  })
}
