import type { Connection } from './connection.ts'
import { quote } from './quote.ts'

/**
 * Changes which columns must have a value, which SQLite cannot do in place: makes the table anew, copies the rows, and
 * makes its indexes and triggers again (sqlite.org/lang_altertable.html, section 7).
 *
 * @param required For each column that changes: whether it must have a value from now on.
 */
export function rebuildTable(connection: Connection, table: string, required: ReadonlyMap<string, boolean>): void {
  const fresh = `crochet_storage_rebuild:${table}`
  const columns = connection.all(
    'SELECT name, type, "notnull" AS required, dflt_value AS value, pk FROM pragma_table_info(?)',
    [table],
  )
  const definitions = columns.map((column) => {
    const name = String(column.name)
    const notNull = required.get(name) ?? column.required === 1
    const value = column.value === null ? '' : ` DEFAULT ${String(column.value)}`
    return `${quote(name)} ${String(column.type)}${notNull ? ' NOT NULL' : ''}${value}${column.pk === 1 ? ' PRIMARY KEY' : ''}`
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
