import type { StoredColumn, StoredTable } from '../schema/plan.ts'
import type { ColumnType } from '../ports/schema.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'

/**
 * Types as they are declared in SQLite. The names choose how SQLite keeps a value (sqlite.org/datatype3.html, 3.1):
 * JSON_TEXT keeps text as it is, where JSON would turn "1.0" into a number.
 */
export const declaredTypes: Record<ColumnType, string> = {
  text: 'TEXT',
  number: 'REAL',
  boolean: 'BOOLEAN',
  json: 'JSON_TEXT',
}

export function indexName(table: string, column: string, kind: 'unique' | 'index'): string {
  return `${table}:${column}:${kind}` // names hold no colon, so no two indexes share one
}

/** @returns The table on disk, or `undefined`. */
export function introspect(connection: Connection, table: string): StoredTable | undefined {
  const found = connection.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", [table])
  if (found === undefined) return undefined
  const columns = new Map<string, StoredColumn>()
  for (const column of connection.all('SELECT name, type, "notnull" AS required FROM pragma_table_info(?)', [table])) {
    const name = String(column.name)
    columns.set(name, {
      type: columnType(String(column.type)),
      notNull: column.required === 1,
      unique: hasIndex(connection, indexName(table, name, 'unique')),
      index: hasIndex(connection, indexName(table, name, 'index')),
    })
  }
  const any = (sql: string): boolean => connection.get(`SELECT 1 FROM ${quote(table)} ${sql} LIMIT 1`) !== undefined
  return {
    columns,
    hasRows: () => any(''),
    hasAbsent: (column) => any(`WHERE ${quote(column)} IS NULL`),
    hasDuplicates: (column) => any(`WHERE ${quote(column)} IS NOT NULL GROUP BY ${quote(column)} HAVING count(*) > 1`),
  }
}

function columnType(declared: string): StoredColumn['type'] {
  const found = Object.entries(declaredTypes).find(([, sql]) => sql === declared.toUpperCase())
  return found === undefined ? { unknown: declared } : (found[0] as ColumnType)
}

function hasIndex(connection: Connection, name: string): boolean {
  return connection.get("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", [name]) !== undefined
}
