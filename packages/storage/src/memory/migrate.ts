import { StorageError } from '../errors.ts'
import { planTable } from '../schema/plan.ts'
import { describeStep } from '../schema/step.ts'
import type { StoredColumn, StoredTable } from '../schema/stored-table.ts'
import type { Table } from '../schema/table.ts'
import { valueOf } from './tables.ts'
import type { MemoryTable, Tables } from './tables.ts'

/** @returns The tables as they are afterwards and a line for each step. @throws `SCHEMA_CHANGE` */
export function migrateMemory(tables: Tables, declared: readonly Table[]): { migrated: Tables; lines: string[] } {
  const migrated = new Map(tables)
  const lines: string[] = []
  const problems: string[] = []
  for (const table of declared) {
    const stored = tables.get(table.name)
    const plan = planTable(
      table,
      stored && { columns: stored.columns, indexes: stored.indexes, ...facts(stored, tables) },
    )
    lines.push(...plan.steps.map(describeStep))
    problems.push(...plan.problems)
    const rows = stored?.rows ?? new Map()
    migrated.set(table.name, { columns: mergeColumns(table, stored), indexes: table.indexes, rows })
  }
  if (problems.length > 0) throw new StorageError('SCHEMA_CHANGE', { changes: problems })
  return { migrated, lines }
}

/** What the steps of a plan without problems come to: the declared columns, and the others free of what binds them. */
function mergeColumns(table: Table, stored: MemoryTable | undefined): Map<string, StoredColumn> {
  const kept = [...(stored?.columns ?? [])].map(([name, column]): [string, StoredColumn] => [
    name,
    { ...column, notNull: false, references: undefined },
  ])
  return new Map([...kept, ...table.columns])
}

function facts({ rows }: MemoryTable, tables: Tables): Omit<StoredTable, 'columns' | 'indexes'> {
  const present = (column: string): (string | number)[] =>
    [...rows.values()].map((row) => valueOf(row, column)).filter((value) => value !== null)
  return {
    hasRows: () => rows.size > 0,
    hasAbsent: (column) => present(column).length < rows.size,
    hasDuplicates(columns) {
      const found = [...rows.values()]
        .map((row) => columns.map((column) => valueOf(row, column)))
        .filter((values) => !values.includes(null))
      return new Set(found.map((values) => JSON.stringify(values))).size < found.length
    },
    pointsNowhere: (column, target) => present(column).some((value) => tables.get(target)?.rows.has(value) !== true),
  }
}
