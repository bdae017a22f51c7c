import { StorageError } from '../errors.ts'
import type { Column, Table, Tables } from './table.ts'

/** The tables migrated so far: the only source of names in statements. */
export class Schema implements Tables {
  readonly #tables = new Map<string, Table>()

  add(tables: readonly Table[]): void {
    for (const table of tables) this.#tables.set(table.name, table)
  }

  get(name: string): Table | undefined {
    return this.#tables.get(name)
  }

  /** @throws `SCHEMA_TABLE` */
  table(name: string): Table {
    const table = this.#tables.get(name)
    if (table === undefined) throw new StorageError('SCHEMA_TABLE', { table: name })
    return table
  }
}

/** @throws `SCHEMA_COLUMN` */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw new StorageError('SCHEMA_COLUMN', { table: table.name, column: name })
  return column
}
