import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import type { CompiledQuery, RawBuilder } from 'kysely'
import type { Id } from '../ports/row.ts'
import type { CheckedQuery } from '../rows/check-query.ts'
import type { SortKey } from '../rows/check-sort.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'
import { filterSql } from './filter-sql.ts'
import { nameWithin, operandSql } from './operand-sql.ts'
import type { Source } from './operand-sql.ts'

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

export function compileFind(table: Table, query: CheckedQuery): CompiledQuery {
  const source = rowsOf(table)
  let select = kysely.selectFrom(table.name).select([...table.columns.keys()])
  if (query.filter !== undefined) select = select.where(filterSql(source, query.filter))
  for (const key of query.sort) select = select.orderBy(sortSql(source, key), key.direction)
  // SQLite takes no offset without a limit; -1 is no limit.
  if (query.limit !== undefined || query.offset > 0) select = select.limit(query.limit ?? -1).offset(query.offset)
  return select.compile()
}

export function compileCount(table: Table, filter: Filter | undefined): CompiledQuery {
  const select = kysely.selectFrom(table.name).select(({ fn }) => fn.countAll().as('count'))
  return (filter === undefined ? select : select.where(filterSql(rowsOf(table), filter))).compile()
}

export function compileUpdate(table: Table, id: Id, changes: EncodedRow): CompiledQuery {
  return kysely.updateTable(table.name).set(Object.fromEntries(changes)).where('id', '=', id).compile()
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
