/**
 * A table. Every table has a column `id` (text, primary key) besides those listed.
 *
 * Names start with a letter or `_`, go on with letters, digits, `_`, `-` and `/`, have at most 63 characters, and differ
 * by more than case. Tables may not begin with `crochet_journal` or `sqlite_`.
 */
export interface TableSchema {
  name: string
  columns: ColumnSchema[]
}

export interface ColumnSchema {
  name: string
  type: ColumnType
  /** Refuse rows without a value. */
  notNull?: boolean
  /** Refuse a value that another row has. Rows without a value never clash. */
  unique?: boolean
  /** Speed up queries by this column. `unique` does so too. */
  index?: boolean
}

/** `json` keeps whatever `JSON.stringify` can write; `null` in it is the absence of a value. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'json'
