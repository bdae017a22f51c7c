import { StorageError } from '../errors.ts'
import type { DistinctQuery, Query, Value, Where } from '../ports/query.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import type { Savepoint, Transaction } from '../ports/transaction.ts'
import { checkDistinct, checkFilter, checkQuery } from '../rows/check-query.ts'
import { checkWhere } from '../rows/check-where.ts'
import { encodeChanges, encodeRow } from '../rows/encode.ts'
import type { Schema } from '../schema/schema.ts'
import type { Enqueued, NewJob } from '../ports/jobs.ts'
import type { RowTransaction } from './backend.ts'
import { checkJob, checkTime } from './check-jobs.ts'
import type { JobIDs } from './job-id.ts'
import type { JobRows } from './job-rows.ts'
import type { JobSignal } from './job-signal.ts'
import type { Member } from './member.ts'
import { SavepointStack } from './savepoints.ts'

interface Parts {
  member: Member
  schema: Schema
  label: string
  ids: JobIDs
  signal: JobSignal
}

/** A transaction that holds the turn to write until it is over. */
export class HeldTransaction implements Transaction {
  readonly #parts: Parts
  readonly #savepoints: SavepointStack
  /** Whether there may be jobs to wake somebody for when it is committed. */
  #hasJobs = false
  /** Why it is over. */
  #end: string | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#savepoints = new SavepointStack((statements) => this.#write(statements), parts.label)
  }

  async findByID(table: string, id: Id): Promise<Row | undefined> {
    const known = this.#parts.schema.table(table)
    return this.#read((rows) => rows.findByID(known, id))
  }

  async find(table: string, query: Query = {}): Promise<Row[]> {
    const known = this.#parts.schema.table(table)
    const checked = checkQuery(known, query)
    return this.#read((rows) => rows.find(known, checked))
  }

  async count(table: string, where?: Where): Promise<number> {
    const known = this.#parts.schema.table(table)
    const filter = checkFilter(known, where)
    return this.#read((rows) => rows.count(known, filter))
  }

  async distinct(table: string, column: string | Value, query: DistinctQuery = {}): Promise<JsonValue[]> {
    const known = this.#parts.schema.table(table)
    const checked = checkDistinct(known, column, query)
    return this.#read((rows) => rows.distinct(known, checked))
  }

  // What is written is encoded before: a backend may have to write it again, and the caller may have changed it by then.

  async insert(table: string, row: Row): Promise<void> {
    const known = this.#parts.schema.table(table)
    const encoded = encodeRow(known, row)
    this.#write((rows) => rows.insert(known, encoded))
  }

  async insertMany(table: string, rows: readonly Row[]): Promise<void> {
    const known = this.#parts.schema.table(table)
    const encoded = rows.map((row) => encodeRow(known, row))
    this.#write((transaction) => transaction.insertMany(known, encoded))
  }

  async update(table: string, id: Id, changes: Row): Promise<boolean> {
    const known = this.#parts.schema.table(table)
    const encoded = encodeChanges(known, id, changes)
    return this.#write((rows) => rows.update(known, id, encoded))
  }

  async updateWhere(table: string, where: Where, changes: Row): Promise<number> {
    const known = this.#parts.schema.table(table)
    const filter = checkWhere(known, where)
    const encoded = encodeChanges(known, undefined, changes)
    return this.#write((rows) => rows.updateWhere(known, filter, encoded))
  }

  async delete(table: string, id: Id): Promise<boolean> {
    const known = this.#parts.schema.table(table)
    return this.#write((rows) => rows.delete(known, id))
  }

  async deleteWhere(table: string, where: Where): Promise<number> {
    const known = this.#parts.schema.table(table)
    const filter = checkWhere(known, where)
    return this.#write((rows) => rows.deleteWhere(known, filter))
  }

  async enqueue(jobs: readonly NewJob[], now: number): Promise<Enqueued[]> {
    checkTime('now', now)
    const checked = jobs.map((job) => checkJob(job, this.#parts.ids.next(now)))
    this.#hasJobs = true
    return this.#write((rows) => rows.jobs.enqueue(checked, now))
  }

  /** Runs statements of the queue and commits. @returns What they gave when they were run for the last time. */
  async commitJobs<T>(run: (jobs: JobRows) => T): Promise<T> {
    let result: T
    const keep = (rows: RowTransaction): T => (result = run(rows.jobs))
    result = this.#write(keep)
    await this.commit()
    return result
  }

  async savepoint(): Promise<Savepoint> {
    const close = this.#savepoints.open()
    const closeAs = (how: 'release' | 'rollback'): void => {
      this.#checkOpen()
      close(how)
    }
    return { release: async () => closeAs('release'), rollback: async () => closeAs('rollback') }
  }

  async commit(): Promise<void> {
    this.#checkOpen()
    this.#savepoints.checkNoneOpen()
    this.#end = 'it is being committed'
    try {
      await this.#parts.member.commit()
      this.#end = 'it was committed'
      if (this.#hasJobs) this.#parts.signal.wake()
    } catch (error) {
      this.#end = 'its commit failed, and it was rolled back'
      throw error
    }
  }

  async rollback(): Promise<void> {
    this.#checkOpen()
    await this.abandon('it was rolled back')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abandon('it was rolled back')
  }

  /**
   * Rolls back, at once, if it is still open. @param end Why, for the error of whoever uses it later.
   *
   * @returns What resolves when it is known whether what it has seen is stored.
   */
  async abandon(end: string): Promise<void> {
    if (this.#over !== undefined) return
    this.#end = end
    await this.#parts.member.rollback()
  }

  get #over(): string | undefined {
    return this.#end ?? (this.#parts.member.lost ? 'the database undid it after a fault' : undefined)
  }

  #read<T>(statements: (rows: RowTransaction) => T): T {
    this.#checkOpen()
    return this.#parts.member.run(statements)
  }

  #write<T>(statements: (rows: RowTransaction) => T): T {
    this.#checkOpen()
    const result = this.#parts.member.write(statements)
    this.#checkOpen()
    return result
  }

  #checkOpen(): void {
    const end = this.#over
    if (end !== undefined) throw new StorageError('TRANSACTION_CLOSED', { label: this.#parts.label, end })
  }
}
