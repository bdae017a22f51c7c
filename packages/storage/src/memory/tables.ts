import type { Id } from '../ports/row.ts'
import type { Encoded, EncodedRow } from '../rows/encode.ts'
import type { StoredColumn } from '../schema/stored-table.ts'
import type { TableIndex } from '../schema/table-index.ts'

/** Tables by name. Never changed in place: a write makes a copy, so a reader keeps what it began with. */
export type Tables = ReadonlyMap<string, MemoryTable>

export interface MemoryTable {
  readonly columns: ReadonlyMap<string, StoredColumn>
  /** Those over several columns. */
  readonly indexes: readonly TableIndex[]
  /** By id. A row may lack columns that were added later. */
  readonly rows: ReadonlyMap<Id, EncodedRow>
}

export function valueOf(row: EncodedRow, column: string): Encoded {
  return row.get(column) ?? null
}
