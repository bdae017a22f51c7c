import type { ColumnType } from './schema.ts'

export interface Query {
  where?: Where
  /** Only these columns come back, and always `id`. Default: all. */
  select?: string[]
  /**
   * Text sorts by its UTF-8 bytes, numbers by value, `false` before `true`, JSON by its text; rows without a value come
   * first when ascending and last when descending. Rows that are still equal follow in ascending order of `id`.
   */
  sort?: Sort[]
  /** At most so many rows; 0 gives none. Default: all. */
  limit?: number
  /** Skip so many rows. Default 0. */
  offset?: number
  /**
   * Rows of other tables that belong to each row, read with it: each list comes back in the row under its key, which is the name of
   * no column. At most 32.
   */
  lists?: Record<string, ListQuery>
}

/** The rows of another table (or of the same) whose column `inner` equals this row's `outer`, each with the columns of `select` only. */
export interface ListQuery extends Pick<Query, 'where' | 'sort' | 'limit' | 'offset'> {
  table: string
  on: { outer: string; inner: string }
  /** Columns, or `count` for the number of rows in the place of a list; it has no limit and no offset. */
  select: string[] | 'count'
}

export interface DistinctQuery {
  /** Values of these rows only. */
  where?: Where
  /** At most so many values; 0 gives none. Default: all. */
  limit?: number
  /** Skip so many values. Default 0. */
  offset?: number
  /** The order is that of `Query.sort`. Default `asc`. */
  direction?: 'asc' | 'desc'
}

/**
 * A column, or a value inside a JSON column.
 *
 * `path` goes from object to object by key, never into lists; where it finds nothing or `null`, there is no value. `as`
 * says what is expected there: what has another type counts as no value. Without `as`, a value inside JSON is JSON as
 * the column is. At most 32 keys; any text is a key.
 */
export interface Value {
  column: string
  path?: string[]
  as?: Exclude<ColumnType, 'json'>
}

export interface Sort extends Value {
  /**
   * Follows references first: each `column` holds the id of a row of `table`, in which the next one is looked up, and
   * `column` of the sort itself in the last. Rows where that ends nowhere sort as rows without a value. At most 16.
   */
  through?: { column: string; table: string }[]
  direction: 'asc' | 'desc'
}

/**
 * Which rows. `{ and: [] }` is every row, `{ or: [] }` none. `not` is every row that the other does not match, rows
 * without a value among them.
 *
 * The value of a condition has the type of the column, or of `as`. Beyond that:
 * - `equals`, `not_equals`: `null` asks for rows without (with) a value. `not_equals` matches rows without a value.
 * - `in`, `not_in`: an array, `null` allowed in it. `not_in` matches rows without a value unless `null` is listed.
 * - `exists`: `true` or `false`.
 * - `greater_than` and its family: text and number columns, never `null`.
 * - `like`, `contains`: a string; text and JSON columns (JSON is searched as its text). Upper and lower case are the
 *   same, `%` and `_` are plain characters. `contains` finds the value as it is, `like` each of its words, anywhere.
 *
 * JSON answers only to `exists`, `like` and `contains`, booleans not to comparisons by size. At most 500 conditions (an
 * `and`, `or`, `not` or `some` counts for each `Where` in it), 16 levels of them, and 10,000 values in lists.
 */
export type Where =
  | Condition
  | { and: Where[] }
  | { or: Where[] }
  | { not: Where }
  /** Whether there is at least one such row or element that matches `where`. */
  | { some: From; where: Where }

/**
 * Either rows of another table (or of the same): those whose column `inner` equals this row's `outer`, which may be a
 * value inside JSON. Or the elements of a list in JSON: the column's own, or the one at `path`; what is no list has no
 * elements. The conditions on an element name it `column: ''`, with `path` and `as` as for a JSON column; so does a
 * `list` or an `outer` inside them.
 */
export type From =
  | { table: string; on: { outer: string; path?: string[]; inner: string } }
  | { list: string; path?: string[] }

export interface Condition extends Value {
  operator: Operator
  value: unknown
}

export type Operator =
  | 'equals'
  | 'not_equals'
  | 'in'
  | 'not_in'
  | 'exists'
  | 'greater_than'
  | 'greater_than_equal'
  | 'less_than'
  | 'less_than_equal'
  | 'like'
  | 'contains'
