import { StorageError } from '../errors.ts'
import type { TableSchema } from '../ports/schema.ts'
import type { Column } from './table.ts'

/** An index over several columns. */
export interface TableIndex {
  readonly columns: readonly string[]
  readonly unique: boolean
}

const maxIndexed = 16

/** What tells the indexes of one table apart. Names of columns hold neither comma nor colon. */
export function indexKey({ columns, unique }: TableIndex): string {
  return `${columns.join(',')}:${unique ? 'unique' : 'index'}`
}

/**
 * Puts the indexes where they belong: one of a single column, and one that a reference needs, becomes a mark of its
 * column. Without an index, every delete of a row would look through all that may refer to it.
 *
 * @param columns The columns of the table; changed.
 * @returns The indexes over several columns, each once.
 * @throws `SCHEMA_INDEX`, `SCHEMA_COLUMN`
 */
export function checkIndexes(schema: TableSchema, columns: Map<string, Column>): TableIndex[] {
  const found = new Map<string, TableIndex>()
  for (const { columns: names, unique = false } of schema.indexes ?? []) {
    const index = { columns: checkNames(schema.name, names, columns), unique }
    if (names.length === 1) markColumn(columns, names[0], unique ? 'unique' : 'index')
    else found.set(indexKey(index), index)
  }
  const firsts = new Set([...found.values()].map((index) => index.columns[0]))
  for (const { name, references } of columns.values()) {
    if (references !== undefined && !firsts.has(name)) markColumn(columns, name, 'index')
  }
  return [...found.values()]
}

function checkNames(table: string, names: readonly string[], columns: ReadonlyMap<string, Column>): string[] {
  const fail = (problem: string): never => {
    throw new StorageError('SCHEMA_INDEX', { table, columns: names, problem })
  }
  if (!Array.isArray(names) || names.length === 0) return fail('names no columns')
  if (names.length > maxIndexed) return fail(`has more than ${maxIndexed} columns`)
  if (new Set(names).size < names.length) return fail('names a column twice')
  for (const column of names) {
    if (!columns.has(column)) throw new StorageError('SCHEMA_COLUMN', { table, column })
  }
  return [...names]
}

function markColumn(columns: Map<string, Column>, name: string | undefined, mark: 'unique' | 'index'): void {
  const column = name === undefined ? undefined : columns.get(name)
  if (column === undefined || column.name === 'id') return // the primary key is an index already
  const unique = column.unique || mark === 'unique'
  columns.set(column.name, { ...column, unique, index: !unique })
}
