import type { RowReader } from '../core/backend.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import type { CheckedList } from '../rows/check-lists.ts'
import type { CheckedDistinct, CheckedQuery } from '../rows/check-query.ts'
import type { SortKey } from '../rows/check-sort.ts'
import { decodeRow, decodeValue } from '../rows/encode.ts'
import type { Encoded, EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Column, Table } from '../schema/table.ts'
import { compareEncoded } from './compare.ts'
import { matches } from './match.ts'
import { valueAt } from './subject.ts'
import { valueOf } from './tables.ts'
import type { Tables } from './tables.ts'

export class MemoryReader implements RowReader {
  readonly #tables: () => Tables

  constructor(tables: () => Tables) {
    this.#tables = tables
  }

  findByID(table: Table, id: Id): Row | undefined {
    const row = this.#tables().get(table.name)?.rows.get(id)
    return row === undefined ? undefined : decode(table.list, row)
  }

  find(table: Table, query: CheckedQuery): Row[] {
    const sorted = this.#sorted(this.select(table, query.filter), query.sort)
    const end = query.limit === undefined ? undefined : query.offset + query.limit
    return sorted.slice(query.offset, end).map((row) => ({
      ...decode(query.columns ?? table.list, row),
      ...Object.fromEntries(query.lists.map((list) => [list.as, this.#list(row, list)])),
    }))
  }

  count(table: Table, filter: Filter | undefined): number {
    return this.select(table, filter).length
  }

  distinct(table: Table, { operand, filter, direction, limit, offset }: CheckedDistinct): JsonValue[] {
    const values = new Set(this.select(table, filter).map((row) => valueAt({ kind: 'row', row }, operand)))
    const sorted = [...values].toSorted((a, b) => (direction === 'asc' ? compareEncoded(a, b) : compareEncoded(b, a)))
    const end = limit === undefined ? undefined : offset + limit
    return sorted.slice(offset, end).map((value) => decodeValue(operand.type, value))
  }

  protected select(table: Table, filter: Filter | undefined): EncodedRow[] {
    const rows = this.#rowsOf(table)
    if (filter === undefined) return rows
    return rows.filter((row) => matches({ kind: 'row', row }, filter, (other) => this.#rowsOf(other)))
  }

  #list(row: EncodedRow, { table, outer, inner, columns, filter, sort, limit, offset }: CheckedList): JsonValue {
    const value = valueAt({ kind: 'row', row }, outer)
    const isOwn = (other: EncodedRow): boolean => value !== null && valueOf(other, inner.name) === value
    const found = this.select(table, filter).filter(isOwn)
    if (columns === undefined) return found.length
    const rows = this.#sorted(found, sort).slice(offset, limit === undefined ? undefined : offset + limit)
    return rows.map((other) => decode(columns, other) as Record<string, JsonValue>)
  }

  #sorted(rows: readonly EncodedRow[], sort: readonly SortKey[]): EncodedRow[] {
    const keyed = rows.map((row) => ({ row, keys: sort.map((key) => this.#sortValue(row, key)) }))
    return keyed.toSorted((a, b) => compareKeys(a.keys, b.keys, sort)).map(({ row }) => row)
  }

  #rowsOf(table: Table): EncodedRow[] {
    return [...(this.#tables().get(table.name)?.rows.values() ?? [])]
  }

  /** Follows the references of the key; where they end nowhere there is no value. */
  #sortValue(start: EncodedRow, { through, operand }: SortKey): Encoded {
    let row: EncodedRow | undefined = start
    for (const { column, table } of through) {
      const id: Encoded = valueOf(row, column.name)
      row = id === null ? undefined : this.#tables().get(table.name)?.rows.get(id)
      if (row === undefined) return null
    }
    return valueAt({ kind: 'row', row }, operand)
  }
}

function compareKeys(a: readonly Encoded[], b: readonly Encoded[], sort: readonly SortKey[]): number {
  for (const [at, { direction }] of sort.entries()) {
    const order = compareEncoded(a[at] ?? null, b[at] ?? null)
    if (order !== 0) return direction === 'asc' ? order : -order
  }
  return 0
}

function decode(columns: readonly Column[], row: EncodedRow): Row {
  return decodeRow(
    columns,
    columns.map(({ name }) => valueOf(row, name)),
  )
}
