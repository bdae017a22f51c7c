import { StorageError } from '../errors.ts'
import type { References } from '../rows/deletion.ts'
import type { EncodedRow } from '../rows/encode.ts'
import { compareText } from './compare.ts'
import type { Tables } from './tables.ts'
import { valueOf } from './tables.ts'

/** @returns What the stored tables refer to. */
export function referencesIn(tables: Tables): References {
  return {
    to: (target) =>
      [...tables]
        .flatMap(([table, { columns }]) =>
          [...columns].flatMap(([column, { references }]) =>
            references?.table === target ? [{ table, column, onDelete: references.onDelete }] : [],
          ),
        )
        .toSorted((a, b) => compareText(a.table, b.table) || compareText(a.column, b.column)),
    referring({ table, column }, ids) {
      const wanted: ReadonlySet<unknown> = new Set(ids)
      const rows = [...(tables.get(table)?.rows ?? [])]
      return rows.flatMap(([id, row]) => (wanted.has(valueOf(row, column)) ? [id] : []))
    },
  }
}

/** @param row The row as it is to be; `changes` are the values in it that are new. @throws `REFERENCE_MISSING` */
export function checkReferencesOf(
  tables: Tables,
  table: string,
  { row, changes }: Record<'row' | 'changes', EncodedRow>,
): void {
  for (const [column, value] of changes) {
    const references = tables.get(table)?.columns.get(column)?.references?.table
    if (references === undefined || value === null) continue
    if (references === table && value === row.get('id')) continue // the row itself
    if (tables.get(references)?.rows.has(value) === true) continue
    throw new StorageError('REFERENCE_MISSING', { table, column, references })
  }
}
