import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import type { CompiledQuery, ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { CheckedQuery } from '../rows/check-query.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'

type AnyTables = Record<string, Record<string, unknown>>
type Builder = ExpressionBuilder<AnyTables, string>
type Condition = ExpressionWrapper<AnyTables, string, SqlBool>

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
  let select = kysely.selectFrom(table.name).select([...table.columns.keys()])
  const { filter } = query
  if (filter !== undefined) select = select.where((builder) => condition(builder, filter))
  for (const { column, direction } of query.sort) select = select.orderBy(column.name, direction)
  // SQLite takes no offset without a limit; -1 is no limit.
  if (query.limit !== undefined || query.offset > 0) select = select.limit(query.limit ?? -1).offset(query.offset)
  return select.compile()
}

export function compileCount(table: Table, filter: Filter | undefined): CompiledQuery {
  const select = kysely.selectFrom(table.name).select(({ fn }) => fn.countAll().as('count'))
  return (filter === undefined ? select : select.where((builder) => condition(builder, filter))).compile()
}

export function compileUpdate(table: Table, id: string, changes: EncodedRow): CompiledQuery {
  return kysely.updateTable(table.name).set(Object.fromEntries(changes)).where('id', '=', id).compile()
}

function condition(builder: Builder, filter: Filter): Condition {
  switch (filter.kind) {
    case 'and':
      return builder.and(filter.filters.map((inner) => condition(builder, inner)))
    case 'or':
      return builder.or(filter.filters.map((inner) => condition(builder, inner)))
    case 'present':
      return builder(filter.column.name, 'is not', null)
    case 'absent':
      return builder(filter.column.name, 'is', null)
    case 'among':
      return filter.negated ? notAmong(builder, filter) : among(builder, filter)
    case 'compare':
      return builder(filter.column.name, filter.operator, filter.value)
    case 'text': {
      const { name } = filter.column
      const found = filter.needles.map((needle) =>
        builder(sql`instr(crochet_fold(${sql.ref(name)}), ${needle})`, '>', 0),
      )
      return builder.and([builder(name, 'is not', null), ...found])
    }
  }
}

type Among = Extract<Filter, { kind: 'among' }>

function among(builder: Builder, { column: { name }, values, absent }: Among): Condition {
  const found: Condition[] = []
  if (values.length > 0) found.push(builder(name, 'in', values))
  if (absent) found.push(builder(name, 'is', null))
  return builder.or(found)
}

function notAmong(builder: Builder, { column: { name }, values, absent }: Among): Condition {
  const present = builder(name, 'is not', null)
  if (values.length === 0) return absent ? present : builder.and([])
  const other = builder(name, 'not in', values)
  return absent ? builder.and([present, other]) : builder.or([builder(name, 'is', null), other])
}
