import type { ColumnType, ReferenceSchema } from '../ports/schema.ts'
import type { TableIndex } from './table-index.ts'

/** What is on disk now, and what the rows in it allow. */
export interface StoredTable {
  readonly columns: ReadonlyMap<string, StoredColumn>
  /** Those over several columns that Crochet made. */
  readonly indexes: readonly TableIndex[]
  hasRows(): boolean
  hasAbsent(column: string): boolean
  /** Whether rows have the same values in all of these columns. */
  hasDuplicates(columns: readonly string[]): boolean
  /** Whether rows have a value there that is no id of the other table. */
  pointsNowhere(column: string, target: string): boolean
}

export interface StoredColumn {
  /** `unknown` with the declared type for a column that Crochet did not make. */
  type: ColumnType | { unknown: string }
  notNull: boolean
  unique: boolean
  index: boolean
  references: Readonly<ReferenceSchema> | undefined
}
