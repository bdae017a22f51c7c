import type { Sort, Where as StorageWhere } from '@crochet/storage'
import { inBatches } from './in-batches.ts'
import type { Run } from './run.ts'

type Value = string | number | boolean | null

const batchSize = 1000

/**
 * The values that a column has, each once, in the storage's order. It reads the documents that match, a thousand at a time, and keeps
 * the values: the place for a statement of the storage's own.
 */
export async function distinctValues(run: Run, where: StorageWhere, { column, direction }: Sort): Promise<Value[]> {
  const values = new Set<Value>()
  for await (const docs of inBatches(run, where, batchSize)) {
    for (const doc of docs) values.add((doc[column] ?? null) as Value)
  }
  const sorted = [...values].sort(compare)
  return direction === 'desc' ? sorted.reverse() : sorted
}

/** As the storage sorts: what has no value first, text by its UTF-8 bytes, numbers by value, `false` before `true`. */
function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return Number(a) - Number(b)
}
