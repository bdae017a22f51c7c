import type { ReferenceSchema } from '../ports/schema.ts'
import type { Reference } from '../rows/deletion.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'

/**
 * Actions as they are declared in SQLite (sqlite.org/foreignkeys.html, 4.3). `restrict` is not its RESTRICT, which refuses
 * at once: a row may go together with those that refer to it.
 */
const actions: Record<ReferenceSchema['onDelete'], string> = {
  restrict: 'NO ACTION',
  setNull: 'SET NULL',
  cascade: 'CASCADE',
}

/** @returns What follows the type of a column. */
export function referenceSql({ table, onDelete }: Readonly<ReferenceSchema>): string {
  return `REFERENCES ${quote(table)} ("id") ON DELETE ${actions[onDelete]}`
}

/** @returns The references of a table as they are stored, by column. Others than `referenceSql` writes are left out. */
export function referencesFrom(connection: Connection, table: string): Map<string, ReferenceSchema> {
  const rows = connection.all(`${select} WHERE m.name = ? COLLATE NOCASE`, [table])
  return new Map(rows.map((row) => [String(row.column), { table: String(row.target), onDelete: actionOf(row.action) }]))
}

/** @returns The references that all stored tables have to a table, by the names of table and column. */
export function referencesTo(connection: Connection, table: string): Reference[] {
  const rows = connection.all(`${select} WHERE f."table" = ? COLLATE NOCASE ORDER BY m.name, f."from"`, [table])
  return rows.map((row) => ({
    table: String(row.name),
    column: String(row.column),
    onDelete: actionOf(row.action),
  }))
}

const select = `
  SELECT m.name, f."from" AS "column", f."table" AS target, f.on_delete AS action
  FROM (SELECT name FROM sqlite_schema WHERE type = 'table') AS m
  JOIN pragma_foreign_key_list(m.name) AS f
    ON f."to" = 'id' AND f.on_delete IN ('NO ACTION', 'SET NULL', 'CASCADE')`

function actionOf(action: unknown): ReferenceSchema['onDelete'] {
  if (action === 'CASCADE') return 'cascade'
  return action === 'SET NULL' ? 'setNull' : 'restrict'
}
