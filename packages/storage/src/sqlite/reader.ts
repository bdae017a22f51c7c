import type { RowReader } from '../core/backend.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import type { CheckedList } from '../rows/check-lists.ts'
import type { CheckedDistinct, CheckedQuery } from '../rows/check-query.ts'
import { decodeRow, decodeValue, isIdOf } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'
import { compileCount, compileDistinct, compileFind } from './compile.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'

export class SqliteReader implements RowReader {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  findByID(table: Table, id: Id): Row | undefined {
    if (!isIdOf(table, id)) return undefined
    const values = this.#connection.first(selectByID(table), [id])
    return values === undefined ? undefined : decodeRow(table.list, values)
  }

  find(table: Table, query: CheckedQuery): Row[] {
    const { sql, parameters } = compileFind(table, query)
    const columns = query.columns ?? table.list
    const decode = (values: readonly unknown[]): Row => {
      const row = decodeRow(columns, values)
      for (const [index, list] of query.lists.entries()) row[list.as] = decodeList(list, values[columns.length + index])
      return row
    }
    return this.#connection.list(sql, parameters).map(decode)
  }

  count(table: Table, filter: Filter | undefined): number {
    const { sql, parameters } = compileCount(table, filter)
    return Number(this.#connection.first(sql, parameters)?.[0])
  }

  distinct(table: Table, query: CheckedDistinct): JsonValue[] {
    const { sql, parameters } = compileDistinct(table, query)
    return this.#connection.list(sql, parameters).map(([value]) => decodeValue(query.operand.type, value))
  }
}

/** @param stored JSON or a number, as `compileFind` has it made. */
function decodeList({ columns }: CheckedList, stored: unknown): JsonValue {
  if (columns === undefined) return Number(stored)
  const rows = JSON.parse(String(stored)) as unknown[][]
  return rows.map((values) => decodeRow(columns, values) as Record<string, JsonValue>)
}

const statements = new WeakMap<Table, string>()

function selectByID(table: Table): string {
  let sql = statements.get(table)
  if (sql === undefined) {
    sql = `SELECT ${table.list.map(({ name }) => quote(name)).join(', ')} FROM ${quote(table.name)} WHERE "id" = ?`
    statements.set(table, sql)
  }
  return sql
}
