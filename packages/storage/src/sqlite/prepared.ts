import type { Encoded } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import { shapeOf, withValues } from './shape.ts'

/** A statement, and for each of its parameters a value of its own or the number of one of the query's. */
interface Prepared {
  sql: string
  parameters: ({ value: unknown } | { from: number })[]
}

export interface Statement {
  sql: string
  parameters: readonly unknown[]
}

const maxShapes = 500
const maxValues = 100

/**
 * Remembers the statements of queries, so that one that differs from an earlier one only in its values need not be
 * compiled: that takes longer than looking up a row. It is compiled once with marks for values, and where these end up among
 * the parameters says which value goes where.
 */
export class PreparedQueries<Q extends object> {
  readonly #compile: (table: Table, query: Q) => Statement
  readonly #tables = new WeakMap<Table, Map<string, Prepared | undefined>>()

  constructor(compile: (table: Table, query: Q) => Statement) {
    this.#compile = compile
  }

  statement(table: Table, query: Q): Statement {
    const { key, values } = shapeOf(query)
    if (values.length > maxValues) return this.#compile(table, query)
    const known = this.#of(table)
    let prepared = known.get(key)
    if (prepared === undefined && !known.has(key)) {
      if (known.size >= maxShapes) known.clear()
      prepared = this.#prepare(table, query, values)
      known.set(key, prepared)
    }
    if (prepared === undefined) return this.#compile(table, query)
    return {
      sql: prepared.sql,
      parameters: prepared.parameters.map((part) => ('from' in part ? values[part.from] : part.value)),
    }
  }

  #of(table: Table): Map<string, Prepared | undefined> {
    let known = this.#tables.get(table)
    if (known === undefined) {
      known = new Map()
      this.#tables.set(table, known)
    }
    return known
  }

  /** @returns `undefined` when a value does not arrive as it is: then the statement depends on it. */
  #prepare(table: Table, query: Q, values: readonly Encoded[]): Prepared | undefined {
    const marks = values.map(markFor)
    const places = new Map<unknown, number>(marks.map((mark, index) => [mark, index]))
    const { sql, parameters } = this.#compile(table, withValues(query, marks))
    const found = new Set<number>()
    const parts = parameters.map((value) => {
      const from = places.get(value)
      if (from === undefined) return { value }
      found.add(from)
      return { from }
    })
    return found.size === values.length ? { sql, parameters: parts } : undefined
  }
}

/** A value of the same type that no query has: numbers beyond what limits may be, text with a character that none may hold. */
function markFor(value: Encoded, index: number): Encoded {
  if (typeof value === 'number') return 1.5e308 + index * 1e300
  return typeof value === 'string' ? `\0${index}` : value
}
