import { StorageError } from '../errors.ts'
import { describeStep, planTable } from '../schema/plan.ts'
import type { StoredColumn, StoredTable } from '../schema/plan.ts'
import type { Table } from '../schema/table.ts'
import { valueOf } from './match.ts'
import type { MemoryTable, Tables } from './tables.ts'

/** @returns The tables as they are afterwards and a line for each step. @throws `SCHEMA_CHANGE` */
export function migrateMemory(tables: Tables, declared: readonly Table[]): { migrated: Tables; lines: string[] } {
  const migrated = new Map(tables)
  const lines: string[] = []
  const problems: string[] = []
  for (const table of declared) {
    const stored = tables.get(table.name)
    const plan = planTable(table, stored && facts(stored))
    lines.push(...plan.steps.map(describeStep))
    problems.push(...plan.problems)
    migrated.set(table.name, { columns: mergeColumns(table, stored), rows: stored?.rows ?? new Map() })
  }
  if (problems.length > 0) throw new StorageError('SCHEMA_CHANGE', { changes: problems })
  return { migrated, lines }
}

/** What the steps of a plan without problems come to: the declared columns, and the others made optional. */
function mergeColumns(table: Table, stored: MemoryTable | undefined): Map<string, StoredColumn> {
  const kept = [...(stored?.columns ?? [])].map(([name, column]): [string, StoredColumn] => [
    name,
    { ...column, notNull: false },
  ])
  return new Map([...kept, ...table.columns])
}

function facts({ columns, rows }: MemoryTable): StoredTable {
  const values = (column: string): unknown[] => [...rows.values()].map((row) => valueOf(row, column))
  return {
    columns,
    hasRows: () => rows.size > 0,
    hasAbsent: (column) => values(column).includes(null),
    hasDuplicates(column) {
      const present = values(column).filter((value) => value !== null)
      return new Set(present).size < present.length
    },
  }
}
