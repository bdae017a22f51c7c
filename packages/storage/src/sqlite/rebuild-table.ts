import type { Connection, SqlRow } from './connection.ts'
import { quote } from './quote.ts'
import { referencesFrom, referenceSql } from './stored-references.ts'

/** What is to be otherwise about a column; the rest stays. */
export interface ColumnChange {
  notNull?: boolean
  /** The clause of the definition; empty for none. */
  references?: string
}

/**
 * Changes which columns must have a value and what they refer to, which SQLite cannot do in place: makes the table anew,
 * copies the rows, and makes its indexes and triggers again (sqlite.org/lang_altertable.html, section 7). References to
 * the table, its own among them, find the new one by its name.
 */
export function rebuildTable(connection: Connection, table: string, changes: ReadonlyMap<string, ColumnChange>): void {
  const fresh = `crochet_storage_rebuild:${table}`
  const columns = connection.all(
    'SELECT name, type, "notnull" AS required, dflt_value AS value, pk FROM pragma_table_info(?)',
    [table],
  )
  const references = referencesFrom(connection, table)
  const definitions = columns.map((column) => {
    const name = String(column.name)
    const reference = references.get(name)
    const before = { references: reference === undefined ? '' : referenceSql(reference) }
    return definitionOf(column, { notNull: column.required === 1, ...before, ...changes.get(name) })
  })
  const names = columns.map((column) => quote(String(column.name))).join(', ')
  const attached = connection.all(
    "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    [table],
  )

  connection.execute(`CREATE TABLE ${quote(fresh)} (${definitions.join(', ')})`)
  connection.execute(`INSERT INTO ${quote(fresh)} (${names}) SELECT ${names} FROM ${quote(table)}`)
  connection.execute(`DROP TABLE ${quote(table)}`)
  connection.execute(`ALTER TABLE ${quote(fresh)} RENAME TO ${quote(table)}`)
  for (const { sql } of attached) connection.execute(String(sql))
}

function definitionOf({ name, type, value, pk }: SqlRow, { notNull, references }: Required<ColumnChange>): string {
  const words = [
    quote(String(name)),
    String(type),
    notNull ? 'NOT NULL' : '',
    value === null ? '' : `DEFAULT ${String(value)}`,
    pk === 1 ? 'PRIMARY KEY' : '',
    references,
  ]
  return words.filter((word) => word !== '').join(' ')
}
