import type { EncodedRow } from '../rows/encode.ts'
import type { StoredColumn } from '../schema/plan.ts'

/** Tables by name. Never changed in place: a write makes a copy, so a reader keeps what it began with. */
export type Tables = ReadonlyMap<string, MemoryTable>

export interface MemoryTable {
  readonly columns: ReadonlyMap<string, StoredColumn>
  /** By id. A row may lack columns that were added later. */
  readonly rows: ReadonlyMap<string, EncodedRow>
}
