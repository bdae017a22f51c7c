import { changeSome } from './advice.ts'
import type { Plan } from './plan.ts'
import { describeColumns } from './step.ts'
import type { StoredTable } from './stored-table.ts'
import { indexKey } from './table-index.ts'
import type { Table } from './table.ts'

/** Plans the indexes over several columns of a table that exists. Those that are not declared any more go. */
export function planIndexes({ table, stored, plan }: { table: Table; stored: StoredTable; plan: Plan }): void {
  const declared = new Set(table.indexes.map(indexKey))
  const before = new Set(stored.indexes.map(indexKey))
  for (const index of stored.indexes) {
    if (declared.has(indexKey(index))) continue
    plan.steps.push({ kind: index.unique ? 'drop-unique' : 'drop-index', table, columns: index.columns })
  }
  for (const index of table.indexes) {
    if (before.has(indexKey(index))) continue
    const { columns, unique } = index
    // A column that is not there yet has no values that could repeat.
    const known = columns.every((column) => stored.columns.has(column))
    if (unique && known && stored.hasDuplicates(columns)) {
      const title = describeColumns({ table, columns })
      plan.problems.push(`${title}: must be unique together, but there are rows with the same values; ${changeSome}`)
    } else plan.steps.push({ kind: unique ? 'add-unique' : 'add-index', table, columns })
  }
}
