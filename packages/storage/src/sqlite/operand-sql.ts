import type { ColumnType } from '../ports/schema.ts'
import type { Operand } from '../rows/operand.ts'
import { sql, type Sql } from './sql.ts'

/** What the names in a part of a statement stand for: a row, or an element of a list as `json_each` gives it. */
export interface Source {
  /** The name of the row or element. Names of tables hold no colon, those made here do. */
  readonly name: string
  /** How many names have been made around it. */
  readonly depth: number
  /** For an element: the list, as JSON and the path into it. */
  readonly list?: { readonly json: Sql; readonly path: string }
}

/** @returns A name for what is looked through inside of `outer`. */
export function nameWithin(outer: Source): Pick<Source, 'name' | 'depth'> {
  return { name: `${outer.depth + 1}:`, depth: outer.depth + 1 }
}

/** @returns The value as `rows/encode.ts` would keep it, or `NULL`. */
export function operandSql(source: Source, { column, path, type }: Operand): Sql {
  if (column !== undefined && column.type === type && path.length === 0) return sql.id(source.name, column.name)
  if (source.list !== undefined && path.length === 0) {
    const { json, path: list } = source.list
    const element = (part: string): Sql => sql.id(source.name, part)
    return typed(type, {
      kind: element('type'),
      value: element('value'),
      json: sql`${json} -> (${list} || '[' || ${element('key')} || ']')`,
    })
  }
  const json = jsonSql(source, { column })
  const at = jsonPath(path)
  return typed(type, {
    kind: sql`json_type(${json}, ${at})`,
    value: sql`json_extract(${json}, ${at})`,
    json: sql`${json} -> ${at}`,
  })
}

/** @returns The JSON that a path goes into. */
export function jsonSql(source: Source, { column }: Pick<Operand, 'column'>): Sql {
  if (column !== undefined) return sql.id(source.name, column.name)
  // The other elements are not given as JSON, and have no paths.
  const [kind, value] = [sql.id(source.name, 'type'), sql.id(source.name, 'value')]
  return sql`CASE WHEN ${kind} IN ('object', 'array') THEN ${value} END`
}

/** Quoted, a key can be any text, and is none of a list (sqlite.org/json1.html, 2.3). It is bound, not written. */
export function jsonPath(path: readonly string[]): string {
  return `$${path.map((key) => `.${JSON.stringify(key)}`).join('')}`
}

/** @param parts Its type and value as SQLite gives them, and its text as JSON. */
function typed(type: ColumnType, { kind, value, json }: { kind: Sql; value: Sql; json: Sql }): Sql {
  switch (type) {
    case 'text':
      return sql`CASE WHEN ${kind} = 'text' THEN ${value} END`
    case 'number':
      // As REAL: an INTEGER has digits that a number in JavaScript lacks.
      return sql`CASE WHEN ${kind} IN ('integer', 'real') THEN CAST(${value} AS REAL) END`
    case 'boolean':
      return sql`CASE ${kind} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END`
    case 'json':
      return sql`CASE WHEN ${kind} <> 'null' THEN ${json} END`
  }
}
