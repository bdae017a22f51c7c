import type { RowTransaction } from '../core/backend.ts'
import { StorageError } from '../errors.ts'
import type { Id } from '../ports/row.ts'
import { planDeletion } from '../rows/deletion.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import { refersToItself } from '../schema/table.ts'
import type { Table } from '../schema/table.ts'
import { checkUnique } from './check-unique.ts'
import { MemoryJobs } from './jobs.ts'
import type { JobsState } from './jobs.ts'
import { MemoryReader } from './reader.ts'
import { checkReferencesOf, referencesIn } from './references.ts'
import { valueOf } from './tables.ts'
import type { MemoryTable, Tables } from './tables.ts'

interface Stored {
  tables: Tables
  jobs: JobsState
}

/** Works on copies of the tables it writes to; `commit` hands them over, `rollback` drops them. */
export class MemoryTransaction extends MemoryReader implements RowTransaction {
  readonly alive = true
  readonly jobs: MemoryJobs
  readonly #keep: (stored: Stored) => void
  readonly #savepoints: Tables[] = []
  /** Rows this transaction may change in place: copied since the last savepoint. */
  readonly #own = new Map<string, Map<Id, EncodedRow>>()
  #tables: Tables

  constructor({ tables, jobs }: Stored, keep: (stored: Stored) => void) {
    super(() => this.#tables)
    this.jobs = new MemoryJobs(jobs)
    this.#tables = tables
    this.#keep = keep
  }

  insert(table: Table, row: EncodedRow): void {
    this.#checkNew(table, row)
    checkReferencesOf(this.#tables, table.name, { row, changes: row })
    this.#put(table, row)
  }

  insertMany(table: Table, rows: readonly EncodedRow[]): void {
    this.#wholly(table, () => {
      if (!refersToItself(table)) return rows.forEach((row) => this.insert(table, row))
      for (const row of rows) {
        this.#checkNew(table, row)
        this.#put(table, row)
      }
      for (const row of rows) checkReferencesOf(this.#tables, table.name, { row, changes: row })
    })
  }

  update(table: Table, id: Id, changes: EncodedRow): boolean {
    const before = this.#stored(table.name).rows.get(id)
    if (before === undefined) return false
    const row = new Map([...before, ...changes])
    checkUnique(table.name, this.#stored(table.name), row)
    checkReferencesOf(this.#tables, table.name, { row, changes })
    this.#put(table, row)
    return true
  }

  delete(table: Table, id: Id): boolean {
    if (!this.#stored(table.name).rows.has(id)) return false
    this.#deleteAll(table, [id])
    return true
  }

  updateWhere(table: Table, filter: Filter, changes: EncodedRow): number {
    const found = this.select(table, filter)
    if (found.length === 0 || changes.size === 0) return found.length
    this.#wholly(table, () => {
      for (const before of found) {
        const row = new Map([...before, ...changes])
        checkUnique(table.name, this.#stored(table.name), row)
        this.#put(table, row)
      }
      checkReferencesOf(this.#tables, table.name, { row: changes, changes })
    })
    return found.length
  }

  deleteWhere(table: Table, filter: Filter): number {
    const ids = this.select(table, filter).map(idOf)
    this.#deleteAll(table, ids)
    return ids.length
  }

  #deleteAll(table: Table, ids: readonly Id[]): void {
    const { rows, cleared, held } = planDeletion(referencesIn(this.#tables), table.name, ids)
    if (held !== undefined) {
      const { table: holder, column } = held.reference
      throw new StorageError('REFERENCE_HELD', { table: holder, column, references: held.references })
    }
    for (const [name, gone] of rows) {
      const copy = this.#copyOf(name)
      for (const each of gone) copy.delete(each)
    }
    for (const { reference, ids: left } of cleared) {
      const copy = this.#copyOf(reference.table)
      for (const each of left) copy.set(each, new Map([...(copy.get(each) ?? []), [reference.column, null]]))
    }
  }

  savepoint(depth: number): void {
    this.#savepoints[depth] = this.#tables
    this.jobs.savepoint(depth)
    this.#own.clear()
  }

  release(depth: number): void {
    this.#savepoints.length = depth
  }

  rollbackTo(depth: number): void {
    this.#tables = this.#savepoints[depth] ?? this.#tables
    this.jobs.rollbackTo(depth)
    this.#savepoints.length = depth
    this.#own.clear()
  }

  commit(): void {
    this.#keep({ tables: this.#tables, jobs: this.jobs.state })
  }

  rollback(): void {
    this.#own.clear()
  }

  #stored(table: string): MemoryTable {
    return this.#tables.get(table) ?? { columns: new Map(), indexes: [], rows: new Map() }
  }

  /** @throws `UNIQUE` */
  #checkNew(table: Table, row: EncodedRow): void {
    const stored = this.#stored(table.name)
    if (stored.rows.has(idOf(row))) {
      throw new StorageError('UNIQUE', { table: table.name, column: 'id', columns: ['id'] })
    }
    checkUnique(table.name, stored, row)
  }

  #put(table: Table, row: EncodedRow): void {
    this.#copyOf(table.name).set(idOf(row), row)
  }

  /** Puts the rows of the table back as they were when something in between throws. */
  #wholly(table: Table, run: () => void): void {
    const rows = this.#copyOf(table.name)
    const before = [...rows]
    try {
      run()
    } catch (error) {
      rows.clear()
      for (const [id, row] of before) rows.set(id, row)
      throw error
    }
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

function idOf(row: EncodedRow): Id {
  return valueOf(row, 'id') ?? ''
}
