import type { Id } from '@crochet/storage'
import type { Core } from '../core.ts'
import { handlesDeletions } from './handled.ts'
import type { BulkRun } from './run-bulk.ts'
import { inRanges, type Wanted } from './together.ts'

/**
 * Deletes documents with one statement for a thousand of them, where that does the same as deleting each.
 *
 * @returns `undefined` where it would not: a handler asks for each document, or other documents may stand in the way of one
 */
export async function deleteTogether(run: BulkRun, wanted: Wanted): Promise<{ id: Id }[] | undefined> {
  if (handlesDeletions(run) || isReferredTo(run.core, run.entity.name)) return undefined
  const docs: { id: Id }[] = []
  const { name } = run.entity
  await inRanges(run, wanted, {
    find: (transaction, query) => transaction.find(name, { ...query, select: ['id'] }),
    async change(transaction, rows, range) {
      await transaction.deleteWhere(name, range)
      for (const { id } of rows) docs.push({ id: id as Id })
    },
  })
  return docs
}

function isReferredTo({ collections, globals, referrers }: Core, name: string): boolean {
  if (referrers.has(name)) return true
  return [...collections.values(), ...globals.values()].some(({ tables, versions }) =>
    // Versions go with their document.
    tables.some(
      (table) => table !== versions?.entity.table && table.columns.some(({ references }) => references?.table === name),
    ),
  )
}
