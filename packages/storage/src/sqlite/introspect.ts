import type { ColumnType } from '../ports/schema.ts'
import type { StoredColumn, StoredTable } from '../schema/stored-table.ts'
import { reservedTables } from '../schema/table.ts'
import { indexKey } from '../schema/table-index.ts'
import type { TableIndex } from '../schema/table-index.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'
import { referencesFrom } from './stored-references.ts'

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

export function indexName(table: string, index: TableIndex): string {
  return `${table}:${indexKey(index)}` // names hold no colon, so no two indexes share one
}

/** @returns The table on disk, or `undefined`. */
export function introspect(connection: Connection, table: string): StoredTable | undefined {
  if (!hasTable(connection, table)) return undefined
  const indexes = indexNames(connection, table)
  const references = referencesFrom(connection, table)
  const columns = new Map<string, StoredColumn>()
  for (const column of connection.all('SELECT name, type, "notnull" AS required FROM pragma_table_info(?)', [table])) {
    const name = String(column.name)
    columns.set(name, {
      type: columnType(String(column.type)),
      notNull: column.required === 1,
      unique: indexes.includes(indexName(table, { columns: [name], unique: true })),
      index: indexes.includes(indexName(table, { columns: [name], unique: false })),
      references: references.get(name),
    })
  }
  return { columns, indexes: compoundIndexes(table, indexes), ...factsOf(connection, table) }
}

/** @returns The columns of every table but the storage's own. */
export function storedColumns(connection: Connection): ReadonlyMap<string, readonly string[]> {
  const columns = new Map<string, string[]>()
  const rows = connection.all(
    "SELECT t.name AS tableName, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'",
  )
  for (const { tableName, name } of rows) {
    const table = String(tableName)
    if (!reservedTables.test(table)) columns.set(table, [...(columns.get(table) ?? []), String(name)])
  }
  return columns
}

function factsOf(connection: Connection, table: string): Omit<StoredTable, 'columns' | 'indexes'> {
  const any = (sql: string): boolean => connection.get(`SELECT 1 FROM ${quote(table)} ${sql} LIMIT 1`) !== undefined
  return {
    hasRows: () => any(''),
    hasAbsent: (column) => any(`WHERE ${quote(column)} IS NULL`),
    hasDuplicates(columns) {
      const present = columns.map((column) => `${quote(column)} IS NOT NULL`).join(' AND ')
      return any(`WHERE ${present} GROUP BY ${columns.map(quote).join(', ')} HAVING count(*) > 1`)
    },
    pointsNowhere(column, target) {
      const value = `${quote(table)}.${quote(column)}`
      if (!hasTable(connection, target)) return any(`WHERE ${value} IS NOT NULL`)
      return any(
        `WHERE ${value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${quote(target)} AS "to:" WHERE "to:"."id" = ${value})`,
      )
    },
  }
}

function hasTable(connection: Connection, table: string): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE"
  return connection.get(sql, [table]) !== undefined
}

function columnType(declared: string): StoredColumn['type'] {
  const found = Object.entries(declaredTypes).find(([, sql]) => sql === declared.toUpperCase())
  return found === undefined ? { unknown: declared } : (found[0] as ColumnType)
}

function indexNames(connection: Connection, table: string): string[] {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? COLLATE NOCASE"
  return connection.all(sql, [table]).map(({ name }) => String(name))
}

/** Reads the names that `indexName` gives. */
function compoundIndexes(table: string, names: readonly string[]): TableIndex[] {
  return names.flatMap((name) => {
    const [owner, list = '', kind] = name.split(':')
    const columns = list.split(',')
    if (owner !== table || columns.length < 2 || (kind !== 'unique' && kind !== 'index')) return []
    return [{ columns, unique: kind === 'unique' }]
  })
}
