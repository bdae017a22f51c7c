import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import type { RawBuilder } from 'kysely'
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

type AnyTables = Record<string, Record<string, unknown>>

/** Kysely writes the statements whose shape depends on the call, and runs none of them. */
const kysely = new Kysely<AnyTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

const finds = new PreparedQueries<CheckedQuery>((table, query) => {
  const source = rowsOf(table)
  let select = kysely.selectFrom(table.name).select((query.columns ?? table.list).map(({ name }) => name))
  for (const list of query.lists) select = select.select(listSql(source, list).as(list.as))
  if (query.filter !== undefined) select = select.where(filterSql(source, query.filter))
  for (const key of query.sort) select = select.orderBy(sortSql(source, key), key.direction)
  // SQLite takes no offset without a limit; -1 is no limit.
  if (query.limit !== undefined || query.offset > 0) select = select.limit(query.limit ?? -1).offset(query.offset)
  return select.compile()
})

const counts = new PreparedQueries<{ filter: Filter | undefined }>((table, { filter }) => {
  const select = kysely.selectFrom(table.name).select(({ fn }) => fn.countAll().as('count'))
  return (filter === undefined ? select : select.where(filterSql(rowsOf(table), filter))).compile()
})

export function compileFind(table: Table, query: CheckedQuery): Statement {
  return finds.statement(table, query)
}

export function compileCount(table: Table, filter: Filter | undefined): Statement {
  return counts.statement(table, { filter })
}

export function compileDistinct(table: Table, query: CheckedDistinct): Statement {
  const source = rowsOf(table)
  const value = operandSql(source, query.operand).as('value')
  let select = kysely.selectFrom(table.name).select(value).distinct().orderBy('value', query.direction)
  if (query.filter !== undefined) select = select.where(filterSql(source, query.filter))
  if (query.limit !== undefined || query.offset > 0) select = select.limit(query.limit ?? -1).offset(query.offset)
  return select.compile()
}

/** By hand: it is on the hot path, and depends on nothing but which columns change. */
export function compileUpdate(table: Table, id: Id, changes: EncodedRow): Statement {
  const columns = [...changes.keys()].map((name) => `${quote(name)} = ?`)
  const sql = `UPDATE ${quote(table.name)} SET ${columns.join(', ')} WHERE "id" = ?`
  return { sql, parameters: [...changes.values(), id] }
}

export function compileUpdateWhere(table: Table, filter: Filter, changes: EncodedRow): Statement {
  const update = kysely.updateTable(table.name).set(Object.fromEntries(changes))
  return update.where(filterSql(rowsOf(table), filter)).compile()
}

export function compileDeleteWhere(table: Table, filter: Filter): Statement {
  return kysely
    .deleteFrom(table.name)
    .where(filterSql(rowsOf(table), filter))
    .compile()
}

/** A list of lists as JSON, or a number. SQLite keeps the order of an inner query for `json_group_array` (sqlite.org/lang_aggfunc.html). */
function listSql(
  source: Source,
  { table, outer, inner, columns, filter, sort, limit }: CheckedList,
): RawBuilder<unknown> {
  const row = nameWithin(source)
  const column = ({ name }: Column): RawBuilder<unknown> => sql.id(row.name, name)
  const own = sql`${column(inner)} = ${operandSql(source, outer)}`
  const where = filter === undefined ? own : sql`${own} AND ${filterSql(row, filter)}`
  const from = sql`${sql.table(table.name)} AS ${sql.id(row.name)}`
  if (columns === undefined) return sql`(SELECT count(*) FROM ${from} WHERE ${where})`
  const order = sql.join(sort.map((key) => sql`${sortSql(row, key)} ${sql.raw(key.direction)}`))
  const values = columns.map((each, index) => sql`${column(each)} AS ${sql.id(String(index))}`)
  const rows = sql`SELECT ${sql.join(values)} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${limit ?? -1}`
  const names = columns.map((_, index) => sql.id(String(index)))
  return sql`(SELECT json_group_array(json_array(${sql.join(names)})) FROM (${rows}))`
}

function rowsOf(table: Table): Source {
  return { name: table.name, depth: 0 }
}

/** Follows one reference after the other; an id is found at most once. */
function sortSql(source: Source, { through, operand }: Pick<SortKey, 'through' | 'operand'>): RawBuilder<unknown> {
  const [hop, ...rest] = through
  if (hop === undefined) return operandSql(source, operand)
  const row = nameWithin(source)
  const value = sortSql(row, { through: rest, operand })
  const from = sql`${sql.table(hop.table.name)} AS ${sql.id(row.name)}`
  return sql`(SELECT ${value} FROM ${from} WHERE ${sql.id(row.name, 'id')} = ${sql.id(source.name, hop.column.name)})`
}
