import { StorageError } from '../errors.ts'
import type { Query, Where } from '../ports/query.ts'
import type { Id, Row } from '../ports/row.ts'
import type { Savepoint, Transaction } from '../ports/transaction.ts'
import { checkFilter, checkQuery } from '../rows/check-query.ts'
import { encodeChanges, encodeRow } from '../rows/encode.ts'
import type { Schema } from '../schema/schema.ts'
import type { RowTransaction } from './backend.ts'
import { SavepointStack } from './savepoints.ts'

interface Parts {
  rows: RowTransaction
  schema: Schema
  label: string
  /** Gives the turn to write to the next one. */
  end: () => void
}

type State = { kind: 'open' } | { kind: 'over'; end: string }

/** A transaction that holds the turn to write until it is over. */
export class HeldTransaction implements Transaction {
  readonly #parts: Parts
  readonly #savepoints: SavepointStack
  #state: State = { kind: 'open' }

  constructor(parts: Parts) {
    this.#parts = parts
    this.#savepoints = new SavepointStack(parts.rows, parts.label)
  }

  async findByID(table: string, id: Id): Promise<Row | undefined> {
    const known = this.#parts.schema.table(table)
    return this.#use((rows) => rows.findByID(known, id))
  }

  async find(table: string, query: Query = {}): Promise<Row[]> {
    const known = this.#parts.schema.table(table)
    return this.#use((rows) => rows.find(known, checkQuery(known, query)))
  }

  async count(table: string, where?: Where): Promise<number> {
    const known = this.#parts.schema.table(table)
    return this.#use((rows) => rows.count(known, checkFilter(known, where)))
  }

  async insert(table: string, row: Row): Promise<void> {
    const known = this.#parts.schema.table(table)
    this.#use((rows) => rows.insert(known, encodeRow(known, row)))
  }

  async update(table: string, id: Id, changes: Row): Promise<boolean> {
    const known = this.#parts.schema.table(table)
    return this.#use((rows) => rows.update(known, id, encodeChanges(known, id, changes)))
  }

  async delete(table: string, id: Id): Promise<boolean> {
    const known = this.#parts.schema.table(table)
    return this.#use((rows) => rows.delete(known, id))
  }

  async savepoint(): Promise<Savepoint> {
    const close = this.#use(() => this.#savepoints.open())
    return {
      release: async () => this.#use(() => close('release')),
      rollback: async () => this.#use(() => close('rollback')),
    }
  }

  async commit(): Promise<void> {
    this.#use(() => this.#savepoints.checkNoneOpen())
    try {
      this.#parts.rows.commit()
      this.#end('it was committed')
    } catch (error) {
      this.#end('its commit failed, and it was rolled back')
      throw error
    }
  }

  async rollback(): Promise<void> {
    this.#use(() => undefined)
    this.abandon('it was rolled back')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abandon('it was rolled back')
  }

  /** Rolls back if it is still open. @param end Why, for the error of whoever uses it later. */
  abandon(end: string): void {
    if (this.#state.kind === 'over') return
    try {
      this.#parts.rows.rollback()
    } finally {
      this.#end(end)
    }
  }

  #use<T>(run: (rows: RowTransaction) => T): T {
    if (this.#state.kind === 'over') {
      throw new StorageError('TRANSACTION_CLOSED', { label: this.#parts.label, end: this.#state.end })
    }
    try {
      return run(this.#parts.rows)
    } finally {
      if (!this.#parts.rows.alive) this.#end('the database undid it after a fault')
    }
  }

  #end(end: string): void {
    this.#state = { kind: 'over', end }
    this.#parts.end()
  }
}
