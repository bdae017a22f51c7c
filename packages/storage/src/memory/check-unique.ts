import { StorageError } from '../errors.ts'
import type { EncodedRow } from '../rows/encode.ts'
import { valueOf } from './tables.ts'
import type { MemoryTable } from './tables.ts'

/** @throws `UNIQUE` when another row has the same values where they must not repeat. */
export function checkUnique(table: string, { columns, indexes, rows }: MemoryTable, row: EncodedRow): void {
  const single = [...columns].flatMap(([column, { unique }]) => (unique ? [[column]] : []))
  const several = indexes.flatMap((index) => (index.unique ? [index.columns] : []))
  for (const names of [...single, ...several]) {
    if (names.some((column) => valueOf(row, column) === null)) continue
    for (const other of rows.values()) {
      if (other.get('id') === row.get('id')) continue
      if (names.some((column) => valueOf(other, column) !== valueOf(row, column))) continue
      throw new StorageError('UNIQUE', { table, column: names[0], columns: names })
    }
  }
}
