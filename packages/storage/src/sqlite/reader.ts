import type { RowReader } from '../core/backend.ts'
import type { Id, Row } from '../ports/row.ts'
import type { CheckedQuery } from '../rows/check-query.ts'
import { decodeRow, isIdOf } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'
import { compileCount, compileFind } from './compile.ts'
import type { Connection, SqlRow } from './connection.ts'
import { quote } from './quote.ts'

export class SqliteReader implements RowReader {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  findByID(table: Table, id: Id): Row | undefined {
    if (!isIdOf(table, id)) return undefined
    const row = this.#connection.get(selectByID(table), [id])
    return row === undefined ? undefined : decode(table, row)
  }

  find(table: Table, query: CheckedQuery): Row[] {
    const { sql, parameters } = compileFind(table, query)
    return this.#connection.all(sql, parameters).map((row) => decode(table, row))
  }

  count(table: Table, filter: Filter | undefined): number {
    const { sql, parameters } = compileCount(table, filter)
    return Number(this.#connection.get(sql, parameters)?.count)
  }
}

const statements = new WeakMap<Table, string>()

function selectByID(table: Table): string {
  let sql = statements.get(table)
  if (sql === undefined) {
    sql = `SELECT ${[...table.columns.keys()].map(quote).join(', ')} FROM ${quote(table.name)} WHERE "id" = ?`
    statements.set(table, sql)
  }
  return sql
}

function decode(table: Table, row: SqlRow): Row {
  return decodeRow(table, (column) => row[column])
}
