import type { RowTransaction } from '../core/backend.ts'
import { StorageError } from '../errors.ts'
import type { Id } from '../ports/row.ts'
import { planDeletion } from '../rows/deletion.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import { checkUnique } from './check-unique.ts'
import { MemoryReader } from './reader.ts'
import { checkReferencesOf, referencesIn } from './references.ts'
import { valueOf } from './tables.ts'
import type { MemoryTable, Tables } from './tables.ts'

/** Works on copies of the tables it writes to; `commit` hands them over, `rollback` drops them. */
export class MemoryTransaction extends MemoryReader implements RowTransaction {
  readonly alive = true
  readonly #keep: (tables: Tables) => void
  readonly #savepoints: Tables[] = []
  /** Rows this transaction may change in place: copied since the last savepoint. */
  readonly #own = new Map<string, Map<Id, EncodedRow>>()
  #tables: Tables

  constructor(tables: Tables, keep: (tables: Tables) => void) {
    super(() => this.#tables)
    this.#tables = tables
    this.#keep = keep
  }

  insert(table: Table, row: EncodedRow): void {
    const id = valueOf(row, 'id') ?? ''
    if (this.#stored(table.name).rows.has(id)) {
      throw new StorageError('UNIQUE', { table: table.name, column: 'id', columns: ['id'] })
    }
    checkUnique(table.name, this.#stored(table.name), row)
    checkReferencesOf(this.#tables, table.name, { row, changes: row })
    this.#copyOf(table.name).set(id, row)
  }

  update(table: Table, id: Id, changes: EncodedRow): boolean {
    const before = this.#stored(table.name).rows.get(id)
    if (before === undefined) return false
    const row = new Map([...before, ...changes])
    checkUnique(table.name, this.#stored(table.name), row)
    checkReferencesOf(this.#tables, table.name, { row, changes })
    this.#copyOf(table.name).set(id, row)
    return true
  }

  delete(table: Table, id: Id): boolean {
    if (!this.#stored(table.name).rows.has(id)) return false
    const { rows, cleared, held } = planDeletion(referencesIn(this.#tables), table.name, [id])
    if (held !== undefined) {
      const { table: holder, column } = held.reference
      throw new StorageError('REFERENCE_HELD', { table: holder, column, references: held.references })
    }
    for (const [name, gone] of rows) {
      const copy = this.#copyOf(name)
      for (const each of gone) copy.delete(each)
    }
    for (const { reference, ids } of cleared) {
      const copy = this.#copyOf(reference.table)
      for (const each of ids) copy.set(each, new Map([...(copy.get(each) ?? []), [reference.column, null]]))
    }
    return true
  }

  savepoint(depth: number): void {
    this.#savepoints[depth] = this.#tables
    this.#own.clear()
  }

  release(depth: number): void {
    this.#savepoints.length = depth
  }

  rollbackTo(depth: number): void {
    this.#tables = this.#savepoints[depth] ?? this.#tables
    this.#savepoints.length = depth
    this.#own.clear()
  }

  commit(): void {
    this.#keep(this.#tables)
  }

  rollback(): void {
    this.#own.clear()
  }

  #stored(table: string): MemoryTable {
    return this.#tables.get(table) ?? { columns: new Map(), indexes: [], rows: new Map() }
  }

  #copyOf(table: string): Map<Id, EncodedRow> {
    const own = this.#own.get(table)
    if (own !== undefined) return own
    const stored = this.#stored(table)
    const copy = new Map(stored.rows)
    this.#own.set(table, copy)
    this.#tables = new Map(this.#tables).set(table, { ...stored, rows: copy })
    return copy
  }
}
