import { StorageError } from '../errors.ts'
import type { ListQuery } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import { checkPart, type CheckedPart } from './check-part.ts'
import { checkSort } from './check-sort.ts'
import type { SortKey } from './check-sort.ts'
import { checkWhere } from './check-where.ts'
import type { Filter } from './filter.ts'
import { checkLink } from './operand.ts'
import type { Operand } from './operand.ts'

/** A checked `ListQuery`. */
export interface CheckedList extends CheckedPart {
  /** The key under which it comes back. */
  as: string
  table: Table
  outer: Operand
  inner: Column
  /** `undefined`: only how many rows there are. */
  columns: Column[] | undefined
  filter: Filter | undefined
  sort: SortKey[]
}

const maxLists = 32

/** @throws `QUERY_LIMIT`; `QUERY_SHAPE` for a key that is a column and a limit that is none; otherwise as `checkQuery` */
export function checkLists(table: Table, lists: Record<string, ListQuery> = {}): CheckedList[] {
  const entries = Object.entries(lists)
  if (entries.length > maxLists) throw new StorageError('QUERY_LIMIT', { what: 'lists', limit: maxLists })
  return entries.map(([as, list]) => {
    if (table.columns.has(as) || as === '__proto__') return fail(`${JSON.stringify(as)} cannot be the name of a list`)
    return checkList(table, as, list)
  })
}

function checkList(table: Table, as: string, list: ListQuery): CheckedList {
  if (typeof list !== 'object' || list === null) return fail(`the list ${JSON.stringify(as)} is not an object`)
  const { on, select, where, sort = [] } = list
  if (typeof on !== 'object' || on === null) return fail(`the list ${JSON.stringify(as)} does not say on what`)
  if (select !== 'count' && !(Array.isArray(select) && select.length > 0))
    return fail(`the list ${JSON.stringify(as)} selects nothing`)
  const other = table.schema.table(list.table)
  const inner = columnOf(other, on.inner)
  return {
    as,
    table: other,
    outer: checkLink({ kind: 'row', table }, { outer: on.outer }, inner),
    inner,
    columns: select === 'count' ? undefined : select.map((name: string) => columnOf(other, name)),
    filter: where === undefined ? undefined : checkWhere(other, where),
    sort: checkSort(other, sort),
    ...checkPart(list),
  }
}

function fail(problem: string): never {
  throw new StorageError('QUERY_SHAPE', { problem })
}
