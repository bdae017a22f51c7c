import { StorageError } from '../errors.ts'
import type { DistinctQuery, Query, Value, Where } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import { checkLists } from './check-lists.ts'
import type { CheckedList } from './check-lists.ts'
import { checkPart, type CheckedPart } from './check-part.ts'
import { checkDirection, checkSort } from './check-sort.ts'
import type { SortKey } from './check-sort.ts'
import { checkWhere } from './check-where.ts'
import type { Filter } from './filter.ts'
import { checkOperand } from './operand.ts'
import type { Operand } from './operand.ts'

/** A checked `Query`. `sort` always ends with `id`, so that the order is the same each time. */
export interface CheckedQuery extends CheckedPart {
  /** `id` first; `undefined` for all. */
  columns: readonly Column[] | undefined
  filter: Filter | undefined
  sort: SortKey[]
  lists: CheckedList[]
}

/** A checked `DistinctQuery` for a column or a value in it. */
export interface CheckedDistinct extends CheckedPart {
  operand: Operand
  filter: Filter | undefined
  direction: 'asc' | 'desc'
}

/** @throws As `checkWhere`; `QUERY_SHAPE` for a limit, an offset or a direction that is none. */
export function checkQuery(table: Table, query: Query): CheckedQuery {
  return {
    columns: query.select === undefined ? undefined : checkSelect(table, query.select),
    filter: checkFilter(table, query.where),
    sort: checkSort(table, query.sort ?? []),
    ...checkPart(query),
    lists: checkLists(table, query.lists),
  }
}

/** @throws As `checkQuery`. */
export function checkDistinct(table: Table, column: string | Value, query: DistinctQuery): CheckedDistinct {
  const asked = typeof column === 'string' ? { column } : column
  if (typeof asked !== 'object' || asked === null)
    fail('what to give the values of is neither a column nor a value in one')
  return {
    operand: checkOperand({ kind: 'row', table }, asked),
    filter: checkFilter(table, query.where),
    direction: checkDirection(query.direction ?? 'asc'),
    ...checkPart(query),
  }
}

/** @returns `undefined` when every row matches: SQLite counts faster when nothing is asked of them. */
export function checkFilter(table: Table, where: Where | undefined): Filter | undefined {
  const filter = where === undefined ? undefined : checkWhere(table, where)
  return filter?.kind === 'and' && filter.filters.length === 0 ? undefined : filter
}

/** @returns `id` and the columns named, in the order of the table. */
function checkSelect(table: Table, select: readonly string[]): readonly Column[] {
  if (!Array.isArray(select)) fail('select is not an array')
  const wanted = new Set(select.map((name: string) => columnOf(table, name)))
  return table.list.filter((column) => column.name === 'id' || wanted.has(column))
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}
