import type { Where as StorageWhere } from '@crochet/storage'
import { loadDocuments } from '../documents/load-documents.ts'
import { asQueryErrors } from '../query/as-query-errors.ts'
import type { Doc } from '../untyped.ts'
import type { Run } from './run.ts'

const byID = [{ column: 'id', direction: 'asc' as const }]

/**
 * Finds documents in the order of their ids, one query for each batch. None comes twice, whatever is written between two batches;
 * those that are new since the first batch, with ids above all others, do not come.
 */
export async function* inBatches(run: Run, where: StorageWhere, size: number): AsyncGenerator<Doc[]> {
  const find = (more: StorageWhere[]): Promise<Doc[]> =>
    asQueryErrors(() =>
      loadDocuments(run.reader(), run.entity, { where: { and: [where, ...more] }, sort: byID, limit: size }),
    )

  let docs = await find([])
  if (docs.length < size) return yield docs
  const newest = [{ column: 'id', direction: 'desc' as const }]
  const [last] = await run.reader().find(run.entity.name, { where, sort: newest, limit: 1 })
  while (docs.length > 0) {
    yield docs
    docs = await find([
      { column: 'id', operator: 'greater_than', value: docs.at(-1)?.['id'] },
      { column: 'id', operator: 'less_than_equal', value: last?.['id'] },
    ])
  }
}
