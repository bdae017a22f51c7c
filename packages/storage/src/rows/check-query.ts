import { StorageError } from '../errors.ts'
import type { Query, Sort, Where } from '../ports/query.ts'
import { columnOf } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import { checkWhere } from './check-where.ts'
import type { Filter } from './filter.ts'

/** A checked `Query`. `sort` always ends with `id`, so that the order is the same each time. */
export interface CheckedQuery {
  filter: Filter | undefined
  sort: { column: Column; direction: 'asc' | 'desc' }[]
  limit: number | undefined
  offset: number
}

const maxSorts = 32

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

function checkSort(table: Table, sorts: readonly Sort[]): CheckedQuery['sort'] {
  if (sorts.length > maxSorts) throw new StorageError('QUERY_LIMIT', { what: 'columns to sort by', limit: maxSorts })
  const sort = sorts.map(({ column, direction }) => {
    if (direction === 'asc' || direction === 'desc') return { column: columnOf(table, column), direction }
    throw new StorageError('QUERY_SHAPE', { problem: `the direction to sort by is ${JSON.stringify(direction)}` })
  })
  return [...sort, { column: columnOf(table, 'id'), direction: 'asc' }]
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new StorageError('QUERY_SHAPE', { problem: `${name} is ${String(value)}` })
}
