import { StorageError } from '../errors.ts'
import type { ColumnSchema, ColumnType, TableSchema } from '../ports/schema.ts'

/** A declared table, checked; its columns by name, `id` first. */
export interface Table {
  readonly name: string
  readonly columns: ReadonlyMap<string, Column>
}

export type Column = Readonly<Required<ColumnSchema>>

const types: readonly ColumnType[] = ['text', 'number', 'boolean', 'json']
const idColumn: Column = { name: 'id', type: 'text', notNull: true, unique: false, index: false }
const namePattern = /^[A-Za-z_][A-Za-z0-9_/-]*$/
const maxName = 63 // what PostgreSQL takes
const maxColumns = 1000
const reservedTables = /^(sqlite_|crochet_journal|crochet_storage)/i

/** @throws `SCHEMA_NAME`, `SCHEMA_TYPE` */
export function checkTables(schemas: readonly TableSchema[]): Table[] {
  const names = new Set<string>()
  return schemas.map((schema) => {
    checkName(schema.name, names)
    if (reservedTables.test(schema.name)) fail(schema.name, 'it is reserved for the storage itself')
    return { name: schema.name, columns: checkColumns(schema) }
  })
}

function checkColumns(schema: TableSchema): Map<string, Column> {
  if (schema.columns.length > maxColumns) fail(schema.name, `the table has more than ${maxColumns} columns`)
  const columns = new Map<string, Column>([['id', idColumn]])
  const names = new Set(['id'])
  for (const { name, type, notNull = false, unique = false, index = false } of schema.columns) {
    if (!types.includes(type) || (name === 'id' && type !== 'text')) {
      throw new StorageError('SCHEMA_TYPE', { table: schema.name, column: name, type })
    }
    if (name === 'id') continue
    checkName(name, names)
    columns.set(name, { name, type, notNull, unique, index: index && !unique })
  }
  return columns
}

/** Names differ by more than case, since SQLite takes `Posts` and `posts` for one. */
function checkName(name: string, taken: Set<string>): void {
  if (typeof name !== 'string' || !namePattern.test(name)) fail(name, 'it has other characters than it may')
  if (name === '__proto__') fail(name, 'it has a meaning of its own in JavaScript')
  if (name.length > maxName) fail(name, `it is longer than ${maxName} characters`)
  if (taken.has(name.toLowerCase())) fail(name, 'it is taken, upper and lower case being the same')
  taken.add(name.toLowerCase())
}

function fail(name: unknown, problem: string): never {
  throw new StorageError('SCHEMA_NAME', { name, problem })
}
