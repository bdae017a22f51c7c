import { StorageError } from '../errors.ts'
import type { Query, Where } from '../ports/query.ts'
import type { Table } from '../schema/table.ts'
import { checkSort } from './check-sort.ts'
import type { SortKey } from './check-sort.ts'
import { checkWhere } from './check-where.ts'
import type { Filter } from './filter.ts'

/** A checked `Query`. `sort` always ends with `id`, so that the order is the same each time. */
export interface CheckedQuery {
  filter: Filter | undefined
  sort: SortKey[]
  limit: number | undefined
  offset: number
}

/** @throws As `checkWhere`; `QUERY_SHAPE` for a limit, an offset or a direction that is none. */
export function checkQuery(table: Table, query: Query): CheckedQuery {
  return {
    filter: checkFilter(table, query.where),
    sort: checkSort(table, query.sort ?? []),
    limit: query.limit === undefined ? undefined : whole('limit', query.limit),
    offset: query.offset === undefined ? 0 : whole('offset', query.offset),
  }
}

export function checkFilter(table: Table, where: Where | undefined): Filter | undefined {
  return where === undefined ? undefined : checkWhere(table, where)
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new StorageError('QUERY_SHAPE', { problem: `${name} is ${String(value)}` })
}
