/**
 * A table. Every table has a column `id`, its primary key, besides those listed.
 *
 * Names start with a letter or `_`, go on with letters, digits, `_`, `-` and `/`, have at most 63 characters, and differ
 * by more than case. Tables may not begin with `crochet_journal`, `crochet_job` or `sqlite_`.
 */
export interface TableSchema {
  name: string
  /** What ids are. Default: text. */
  id?: 'text' | 'number'
  columns: ColumnSchema[]
  /** Indexes over several columns, at most 16 each. One of a single column is that column's own `index` or `unique`. */
  indexes?: IndexSchema[]
}

export interface IndexSchema {
  /** In order: queries by the first columns are sped up as well. */
  columns: string[]
  /** Refuse a row that has the same values in all of them as another. Rows without a value in one never clash. */
  unique?: boolean
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
  /** Refuse a value that is not the id of a row there. Such a column is always indexed. */
  references?: ReferenceSchema
}

export interface ReferenceSchema {
  /** A table of the same or an earlier `migrate`, with ids of the type of the column. It may be the table itself. */
  table: string
  /**
   * What happens when the row referred to is deleted: `restrict` refuses that, unless the row that refers to it goes in
   * the same step; `setNull` takes the value away (not for columns that are `notNull`); `cascade` deletes the row that
   * refers to it.
   */
  onDelete: 'restrict' | 'setNull' | 'cascade'
}

/** `json` keeps whatever `JSON.stringify` can write; `null` in it is the absence of a value. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'json'
