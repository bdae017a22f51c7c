import type { RowReader } from '../core/backend.ts'
import type { Row } from '../ports/row.ts'
import type { CheckedQuery } from '../rows/check-query.ts'
import { decodeRow } from '../rows/encode.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'
import { compareEncoded } from './compare.ts'
import { matches, valueOf } from './match.ts'
import type { Tables } from './tables.ts'

export class MemoryReader implements RowReader {
  readonly #tables: () => Tables

  constructor(tables: () => Tables) {
    this.#tables = tables
  }

  findByID(table: Table, id: string): Row | undefined {
    const row = this.#tables().get(table.name)?.rows.get(id)
    return row === undefined ? undefined : decode(table, row)
  }

  find(table: Table, query: CheckedQuery): Row[] {
    const sorted = this.#select(table, query.filter).toSorted((a, b) => compareRows(a, b, query.sort))
    const end = query.limit === undefined ? undefined : query.offset + query.limit
    return sorted.slice(query.offset, end).map((row) => decode(table, row))
  }

  count(table: Table, filter: Filter | undefined): number {
    return this.#select(table, filter).length
  }

  #select(table: Table, filter: Filter | undefined): EncodedRow[] {
    const rows = [...(this.#tables().get(table.name)?.rows.values() ?? [])]
    return filter === undefined ? rows : rows.filter((row) => matches(row, filter))
  }
}

function compareRows(a: EncodedRow, b: EncodedRow, sort: CheckedQuery['sort']): number {
  for (const { column, direction } of sort) {
    const order = compareEncoded(valueOf(a, column.name), valueOf(b, column.name))
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return 0
}

function decode(table: Table, row: EncodedRow): Row {
  return decodeRow(table, (column) => valueOf(row, column))
}
