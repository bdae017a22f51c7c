import type { RowTransaction } from '../core/backend.ts'
import { StorageError } from '../errors.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import { valueOf } from './match.ts'
import { MemoryReader } from './reader.ts'
import type { Tables } from './tables.ts'

/** Works on copies of the tables it writes to; `commit` hands them over, `rollback` drops them. */
export class MemoryTransaction extends MemoryReader implements RowTransaction {
  readonly alive = true
  readonly #keep: (tables: Tables) => void
  readonly #savepoints: Tables[] = []
  /** Rows this transaction may change in place: copied since the last savepoint. */
  readonly #own = new Map<string, Map<string, EncodedRow>>()
  #tables: Tables

  constructor(tables: Tables, keep: (tables: Tables) => void) {
    super(() => this.#tables)
    this.#tables = tables
    this.#keep = keep
  }

  insert(table: Table, row: EncodedRow): void {
    const id = String(row.get('id'))
    const rows = this.#copyOf(table)
    if (rows.has(id)) throw new StorageError('UNIQUE', { table: table.name, column: 'id' })
    this.#checkUnique(table, row)
    rows.set(id, row)
  }

  update(table: Table, id: string, changes: EncodedRow): boolean {
    const rows = this.#copyOf(table)
    const before = rows.get(id)
    if (before === undefined) return false
    const row = new Map([...before, ...changes])
    this.#checkUnique(table, row)
    rows.set(id, row)
    return true
  }

  delete(table: Table, id: string): boolean {
    return this.#copyOf(table).delete(id)
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

  #copyOf(table: Table): Map<string, EncodedRow> {
    const own = this.#own.get(table.name)
    if (own !== undefined) return own
    const stored = this.#tables.get(table.name)
    const copy = new Map(stored?.rows)
    this.#own.set(table.name, copy)
    this.#tables = new Map(this.#tables).set(table.name, { columns: stored?.columns ?? new Map(), rows: copy })
    return copy
  }

  #checkUnique(table: Table, row: EncodedRow): void {
    const { columns = new Map(), rows = new Map<string, EncodedRow>() } = this.#tables.get(table.name) ?? {}
    for (const [column, { unique }] of columns) {
      const value = valueOf(row, column)
      if (!unique || value === null) continue
      for (const other of rows.values()) {
        if (other.get('id') === row.get('id') || valueOf(other, column) !== value) continue
        throw new StorageError('UNIQUE', { table: table.name, column })
      }
    }
  }
}
