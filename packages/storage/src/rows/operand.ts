import { StorageError } from '../errors.ts'
import type { ColumnType } from '../ports/schema.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'

/** What a condition or a sort looks at. */
export interface Operand {
  /** `undefined`: the element of the list that is asked about. */
  column: Column | undefined
  /** Where in its JSON; empty for all of it. */
  path: readonly string[]
  /** What it gives. In JSON, a value of another type counts as none. */
  type: ColumnType
}

/** What the conditions at some place in a query are about: rows of a table, or elements of a list in them. */
export interface Scope {
  kind: 'row' | 'element'
  table: Table
}

/** A `Value` as it comes in. */
interface Asked {
  column: string
  path?: unknown
  as?: unknown
}

const maxPath = 32
const expected: readonly ColumnType[] = ['text', 'number', 'boolean']

/** @throws `SCHEMA_COLUMN`, `QUERY_SHAPE`, `QUERY_LIMIT` */
export function checkOperand(scope: Scope, { column: name, path, as }: Asked): Operand {
  const column = columnIn(scope, name)
  const wanted = expected.find((candidate) => candidate === as)
  if (as !== undefined && wanted === undefined) return fail(`as is ${JSON.stringify(as)}`)
  const keys = path === undefined ? [] : checkPath(path)
  const type = column?.type ?? 'json'
  if (type !== 'json' && (keys.length > 0 || as !== undefined)) {
    return fail(`column ${JSON.stringify(name)} is ${type}, so path and as do not apply`)
  }
  return { column, path: keys, type: wanted ?? type }
}

/** Checks what is compared with a column of other rows. @throws As `checkOperand`; `QUERY_SHAPE` for two types. */
export function checkLink(scope: Scope, { outer, path }: { outer: string; path?: unknown }, inner: Column): Operand {
  if (inner.type === 'json') return fail(`column ${JSON.stringify(inner.name)} is json, by which no rows are found`)
  const operand = checkOperand(scope, { column: outer, path })
  if ((operand.column?.type ?? 'json') === 'json') return { ...operand, type: inner.type }
  if (operand.type === inner.type) return operand
  return fail(`${JSON.stringify(outer)} is ${operand.type} and ${JSON.stringify(inner.name)} is ${inner.type}`)
}

function columnIn(scope: Scope, name: string): Column | undefined {
  if (scope.kind === 'row') return columnOf(scope.table, name)
  return name === '' ? undefined : fail(`inside a list the column is '', the element, not ${JSON.stringify(name)}`)
}

function checkPath(path: unknown): string[] {
  if (!Array.isArray(path)) return fail('path is not an array')
  if (path.length > maxPath) throw new StorageError('QUERY_LIMIT', { what: 'keys in a path', limit: maxPath })
  return path.map((key: unknown) =>
    typeof key === 'string' && key.isWellFormed() ? key : fail(`a key of a path is ${JSON.stringify(key)}`),
  )
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}
