export interface Query {
  where?: Where
  /**
   * Text sorts by its UTF-8 bytes, numbers by value, `false` before `true`, JSON by its text; rows without a value come
   * first when ascending and last when descending. Rows that are still equal follow in ascending order of `id`.
   */
  sort?: Sort[]
  /** At most so many rows; 0 gives none. Default: all. */
  limit?: number
  /** Skip so many rows. Default 0. */
  offset?: number
}

export interface Sort {
  column: string
  direction: 'asc' | 'desc'
}

/**
 * Which rows. `{ and: [] }` is every row, `{ or: [] }` none.
 *
 * The value has the type of the column. Beyond that:
 * - `equals`, `not_equals`: `null` asks for rows without (with) a value. `not_equals` matches rows without a value.
 * - `in`, `not_in`: an array, `null` allowed in it. `not_in` matches rows without a value unless `null` is listed.
 * - `exists`: `true` or `false`.
 * - `greater_than` and its family: text and number columns, never `null`.
 * - `like`, `contains`: a string; text and JSON columns (JSON is searched as its text). Upper and lower case are the
 *   same, `%` and `_` are plain characters. `contains` finds the value as it is, `like` each of its words, anywhere.
 *
 * JSON columns answer only to `exists`, `like` and `contains`, boolean columns not to comparisons by size.
 * At most 500 conditions, 16 levels of `and` and `or`, and 10,000 values in lists.
 */
export type Where = Condition | { and: Where[] } | { or: Where[] }

export interface Condition {
  column: string
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
