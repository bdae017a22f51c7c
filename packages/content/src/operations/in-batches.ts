import type { Row, Where as StorageWhere } from '@crochet/storage'
import type { Run } from './run.ts'

const byID = [{ column: 'id', direction: 'asc' as const }]

/**
 * Finds rows in the order of their ids, one query for each batch. No row comes twice, whatever is written between two batches;
 * those that are new since the first batch, with ids above all others, do not come.
 */
export async function* inBatches(run: Run, where: StorageWhere, size: number): AsyncGenerator<Row[]> {
  const find = (more: StorageWhere[]): Promise<Row[]> =>
    run.reader().find(run.entity.name, { where: { and: [where, ...more] }, sort: byID, limit: size })

  let rows = await find([])
  if (rows.length < size) return yield rows
  const newest = [{ column: 'id', direction: 'desc' as const }]
  const [last] = await run.reader().find(run.entity.name, { where, sort: newest, limit: 1 })
  while (rows.length > 0) {
    yield rows
    rows = await find([
      { column: 'id', operator: 'greater_than', value: rows.at(-1)?.['id'] },
      { column: 'id', operator: 'less_than_equal', value: last?.['id'] },
    ])
  }
}
