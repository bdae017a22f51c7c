import { quote } from './quote.ts'

/** A part of a statement: its text, and what is bound to the `?` in it. */
export interface Sql {
  readonly [isSql]: true
  readonly sql: string
  readonly parameters: readonly unknown[]
}

const isSql: unique symbol = Symbol('sql')

/** Joins texts of this source file with parts of statements; everything else is bound, never written. */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  let text = texts[0] ?? ''
  const parameters: unknown[] = []
  for (const [index, value] of values.entries()) {
    const part = isPart(value) ? value : bound(value)
    text += part.sql + (texts[index + 1] ?? '')
    parameters.push(...part.parameters)
  }
  return toSql(text, parameters)
}

/** A name, or names with dots between them. */
sql.id = (...names: readonly string[]): Sql => toSql(names.map(quote).join('.'), [])

/** A text as it is: never one from outside. */
sql.raw = (text: string): Sql => toSql(text, [])

/** A list with commas between its parts, or with `separator`. */
sql.join = (values: readonly unknown[], separator = ', '): Sql => {
  const parts = values.map((value) => (isPart(value) ? value : bound(value)))
  return toSql(
    parts.map((part) => part.sql).join(separator),
    parts.flatMap((part) => part.parameters),
  )
}

const toSql = (text: string, parameters: readonly unknown[]): Sql => ({ [isSql]: true, sql: text, parameters })

const bound = (value: unknown): Sql => toSql('?', [value])

const isPart = (value: unknown): value is Sql => typeof value === 'object' && value !== null && isSql in value
