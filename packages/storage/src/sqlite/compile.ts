import type { Id } from '../ports/row.ts'
import type { CheckedList } from '../rows/check-lists.ts'
import type { CheckedDistinct, CheckedQuery } from '../rows/check-query.ts'
import type { SortKey } from '../rows/check-sort.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Column, Table } from '../schema/table.ts'
import { filterSql } from './filter-sql.ts'
import { nameWithin, operandSql } from './operand-sql.ts'
import type { Source } from './operand-sql.ts'
import { PreparedQueries } from './prepared.ts'
import type { Statement } from './prepared.ts'
import { quote } from './quote.ts'
import { sql, type Sql } from './sql.ts'

const finds = new PreparedQueries<CheckedQuery>((table, query) => {
  const source = rowsOf(table)
  const columns = (query.columns ?? table.list).map(({ name }) => sql.id(name))
  const lists = query.lists.map((list) => sql`${listSql(source, list)} AS ${sql.id(list.as)}`)
  const values = sql.join([...columns, ...lists])
  const keys = query.sort.map((key) => sql`${sortSql(source, key)} ${sql.raw(key.direction)}`)
  const order = keys.length === 0 ? nothing : sql` ORDER BY ${sql.join(keys)}`
  return sql`SELECT ${values} FROM ${sql.id(table.name)}${whereSql(table, query.filter)}${order}${pageSql(query)}`
})

const counts = new PreparedQueries<{ filter: Filter | undefined }>(
  (table, { filter }) => sql`SELECT COUNT(*) FROM ${sql.id(table.name)}${whereSql(table, filter)}`,
)

export function compileFind(table: Table, query: CheckedQuery): Statement {
  return finds.statement(table, query)
}

export function compileCount(table: Table, filter: Filter | undefined): Statement {
  return counts.statement(table, { filter })
}

export function compileDistinct(table: Table, query: CheckedDistinct): Statement {
  const value = operandSql(rowsOf(table), query.operand)
  const where = whereSql(table, query.filter)
  const order = sql` ORDER BY "value" ${sql.raw(query.direction)}`
  return sql`SELECT DISTINCT ${value} AS "value" FROM ${sql.id(table.name)}${where}${order}${pageSql(query)}`
}

/** By hand: it is on the hot path, and depends on nothing but which columns change. */
export function compileUpdate(table: Table, id: Id, changes: EncodedRow): Statement {
  const columns = [...changes.keys()].map((name) => `${quote(name)} = ?`)
  const sql = `UPDATE ${quote(table.name)} SET ${columns.join(', ')} WHERE "id" = ?`
  return { sql, parameters: [...changes.values(), id] }
}

export function compileUpdateWhere(table: Table, filter: Filter, changes: EncodedRow): Statement {
  const set = sql.join(Array.from(changes, ([name, value]) => sql`${sql.id(name)} = ${value}`))
  return sql`UPDATE ${sql.id(table.name)} SET ${set}${whereSql(table, filter)}`
}

export function compileDeleteWhere(table: Table, filter: Filter): Statement {
  return sql`DELETE FROM ${sql.id(table.name)}${whereSql(table, filter)}`
}

const nothing = sql``

function whereSql(table: Table, filter: Filter | undefined): Sql {
  return filter === undefined ? nothing : sql` WHERE ${filterSql(rowsOf(table), filter)}`
}

/** SQLite takes no offset without a limit; -1 is no limit. */
function pageSql({ limit, offset }: Pick<CheckedQuery, 'limit' | 'offset'>): Sql {
  if (limit === undefined && offset === 0) return nothing
  return sql` LIMIT ${limit ?? -1} OFFSET ${offset}`
}

/** A list of lists as JSON, or a number. SQLite keeps the order of an inner query for `json_group_array` (sqlite.org/lang_aggfunc.html). */
function listSql(source: Source, { table, outer, inner, columns, filter, sort, limit, offset }: CheckedList): Sql {
  const row = nameWithin(source)
  const column = ({ name }: Column): Sql => sql.id(row.name, name)
  const own = sql`${column(inner)} = ${operandSql(source, outer)}`
  const where = filter === undefined ? own : sql`${own} AND ${filterSql(row, filter)}`
  const from = sql`${sql.id(table.name)} AS ${sql.id(row.name)}`
  if (columns === undefined) return sql`(SELECT count(*) FROM ${from} WHERE ${where})`
  const order = sql.join(sort.map((key) => sql`${sortSql(row, key)} ${sql.raw(key.direction)}`))
  const values = columns.map((each, index) => sql`${column(each)} AS ${sql.id(String(index))}`)
  const rows = sql`SELECT ${sql.join(values)} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${limit ?? -1}${offset === 0 ? nothing : sql` OFFSET ${offset}`}`
  const names = columns.map((_, index) => sql.id(String(index)))
  return sql`(SELECT json_group_array(json_array(${sql.join(names)})) FROM (${rows}))`
}

function rowsOf(table: Table): Source {
  return { name: table.name, depth: 0 }
}

/** Follows one reference after the other; an id is found at most once. */
function sortSql(source: Source, { through, operand }: Pick<SortKey, 'through' | 'operand'>): Sql {
  const [hop, ...rest] = through
  if (hop === undefined) return operandSql(source, operand)
  const row = nameWithin(source)
  const value = sortSql(row, { through: rest, operand })
  const from = sql`${sql.id(hop.table.name)} AS ${sql.id(row.name)}`
  return sql`(SELECT ${value} FROM ${from} WHERE ${sql.id(row.name, 'id')} = ${sql.id(source.name, hop.column.name)})`
}
