import { StorageError } from '../errors.ts'
import type { ColumnSchema, ColumnType, ReferenceSchema, TableSchema } from '../ports/schema.ts'
import { checkIndexes } from './table-index.ts'
import type { TableIndex } from './table-index.ts'

/** A declared table, checked; its columns by name, `id` first. */
export interface Table {
  readonly name: string
  readonly columns: ReadonlyMap<string, Column>
  /** The columns, in the same order. */
  readonly list: readonly Column[]
  /** Those over several columns. */
  readonly indexes: readonly TableIndex[]
  /** Where the tables are that a query may go on to. */
  readonly schema: Tables
}

/** Tables by name. */
export interface Tables {
  /** @throws `SCHEMA_TABLE` */
  table(name: string): Table
}

export interface Column extends Readonly<Required<Omit<ColumnSchema, 'references'>>> {
  readonly references: Readonly<ReferenceSchema> | undefined
}

const types: readonly ColumnType[] = ['text', 'number', 'boolean', 'json']
const namePattern = /^[A-Za-z_][A-Za-z0-9_/-]*$/
const maxName = 63 // what PostgreSQL takes
const maxColumns = 1000
/** Tables of SQLite and of the storage itself. */
export const reservedTables = /^(sqlite_|crochet_journal|crochet_job|crochet_storage)/i

/** @throws `SCHEMA_NAME`, `SCHEMA_TYPE`, `SCHEMA_COLUMN`, `SCHEMA_INDEX` */
export function checkTables(schemas: readonly TableSchema[], schema: Tables): Table[] {
  const names = new Set<string>()
  return schemas.map((declared) => {
    checkName(declared.name, names)
    if (reservedTables.test(declared.name)) fail(declared.name, 'it is reserved for the storage itself')
    const columns = checkColumns(declared)
    const indexes = checkIndexes(declared, columns)
    return { name: declared.name, columns, list: [...columns.values()], indexes, schema }
  })
}

/** @returns Whether rows of the table can refer to each other. */
export function refersToItself({ name, list }: Table): boolean {
  return list.some(({ references }) => references?.table === name)
}

function checkColumns(schema: TableSchema): Map<string, Column> {
  if (schema.columns.length > maxColumns) fail(schema.name, `the table has more than ${maxColumns} columns`)
  const id = checkId(schema)
  const columns = new Map<string, Column>([['id', id]])
  const names = new Set(['id'])
  for (const { name, type, notNull = false, unique = false, index = false, references } of schema.columns) {
    if (!types.includes(type) || (name === 'id' && type !== id.type)) {
      throw new StorageError('SCHEMA_TYPE', { table: schema.name, column: name, type })
    }
    if (name === 'id') continue
    checkName(name, names)
    columns.set(name, { name, type, notNull, unique, index: index && !unique, references })
  }
  return columns
}

function checkId({ name, id: type = 'text' }: TableSchema): Column {
  if (type !== 'text' && type !== 'number') throw new StorageError('SCHEMA_TYPE', { table: name, column: 'id', type })
  return { name: 'id', type, notNull: true, unique: false, index: false, references: undefined }
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
