import { StorageError } from '../errors.ts'
import type { Schema } from './schema.ts'
import type { Column, Table } from './table.ts'

const actions: readonly unknown[] = ['restrict', 'setNull', 'cascade']

/** @param known The tables of earlier calls. @throws `SCHEMA_REFERENCE` for a reference that no row could keep. */
export function checkReferences(tables: readonly Table[], known: Schema): void {
  const declared = new Map(tables.map((table) => [table.name, table]))
  for (const table of tables) {
    for (const column of table.columns.values()) {
      if (column.references === undefined) continue
      const target = declared.get(column.references.table) ?? known.get(column.references.table)
      const problem = problemOf(column, target)
      if (problem !== undefined) {
        throw new StorageError('SCHEMA_REFERENCE', { table: table.name, column: column.name, problem })
      }
    }
  }
}

function problemOf({ references, type, notNull }: Column, target: Table | undefined): string | undefined {
  const onDelete = references?.onDelete
  if (target === undefined) return `there is no table ${JSON.stringify(references?.table)}`
  const id = target.columns.get('id')?.type
  if (id !== type) return `it holds ${type}, and the ids of ${JSON.stringify(target.name)} are ${id}`
  if (!actions.includes(onDelete)) return `onDelete is ${JSON.stringify(onDelete)}`
  if (onDelete === 'setNull' && notNull) return 'setNull takes the value away, and notNull requires one'
  return undefined
}
