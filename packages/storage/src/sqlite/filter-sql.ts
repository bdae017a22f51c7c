import type { Filter, ValueFilter } from '../rows/filter.ts'
import { jsonPath, jsonSql, nameWithin, operandSql } from './operand-sql.ts'
import type { Source } from './operand-sql.ts'
import { sql, type Sql } from './sql.ts'

/** @returns A condition that is true where the filter matches, and false or `NULL` elsewhere. */
export function filterSql(source: Source, filter: Filter): Sql {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return combine(
        filter.kind,
        filter.filters.map((inner) => filterSql(source, inner)),
      )
    case 'not':
      return sql`(${filterSql(source, filter.filter)}) IS NOT TRUE`
    case 'related': {
      const row = nameWithin(source)
      const same = sql`${sql.id(row.name, filter.inner.name)} = ${operandSql(source, filter.outer)}`
      const from = sql`${sql.id(filter.table.name)} AS ${sql.id(row.name)}`
      return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${same} AND ${filterSql(row, filter.filter)})`
    }
    case 'element': {
      const list = { json: jsonSql(source, filter.list), path: jsonPath(filter.list.path) }
      const element = { ...nameWithin(source), list }
      const from = sql`json_each(${list.json}, ${list.path}) AS ${sql.id(element.name)}`
      const isList = sql`json_type(${list.json}, ${list.path}) = 'array'`
      return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${isList} AND ${filterSql(element, filter.filter)})`
    }
    case 'present':
    case 'absent':
    case 'among':
    case 'compare':
    case 'text':
      return valueSql(source, filter)
  }
}

function valueSql(source: Source, filter: ValueFilter): Sql {
  const value = operandSql(source, filter.operand)
  switch (filter.kind) {
    case 'present':
      return sql`${value} IS NOT NULL`
    case 'absent':
      return sql`${value} IS NULL`
    case 'among':
      return filter.negated ? notAmong(value, filter) : among(value, filter)
    case 'compare':
      return sql`${value} ${sql.raw(filter.operator)} ${filter.value}`
    case 'text': {
      const found = filter.needles.map((needle) => sql`instr(crochet_fold(${value}), ${needle}) > 0`)
      return combine('and', [sql`${value} IS NOT NULL`, ...found])
    }
  }
}

type Among = Extract<Filter, { kind: 'among' }>

function among(value: Sql, { values, absent }: Among): Sql {
  const found: Sql[] = []
  if (values.length > 0) found.push(sql`${value} IN (${sql.join(values)})`)
  if (absent) found.push(sql`${value} IS NULL`)
  return combine('or', found)
}

function notAmong(value: Sql, { values, absent }: Among): Sql {
  if (values.length === 0) return absent ? sql`${value} IS NOT NULL` : sql`TRUE`
  const other = sql`${value} NOT IN (${sql.join(values)})`
  return absent ? other : combine('or', [sql`${value} IS NULL`, other])
}

/** In halves, and halves of halves: SQLite counts how deep an expression goes, and one written in a row is as deep as it is long. */
function combine(word: 'and' | 'or', conditions: readonly Sql[]): Sql {
  const [only] = conditions
  if (only === undefined) return word === 'and' ? sql`TRUE` : sql`FALSE`
  if (conditions.length === 1) return sql`(${only})`
  const half = Math.ceil(conditions.length / 2)
  const [left, right] = [combine(word, conditions.slice(0, half)), combine(word, conditions.slice(half))]
  return word === 'and' ? sql`(${left} AND ${right})` : sql`(${left} OR ${right})`
}
