import type { Clock } from '../clock.ts'
import { StorageError } from '../errors.ts'
import type { Documents } from '../ports/documents.ts'
import type { DistinctQuery, Query, Value, Where } from '../ports/query.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import type { TableSchema } from '../ports/schema.ts'
import type { TransactionOptions } from '../ports/transaction.ts'
import { checkDistinct, checkFilter, checkQuery } from '../rows/check-query.ts'
import type { Schema } from '../schema/schema.ts'
import { checkReferences } from '../schema/check-references.ts'
import { checkTables } from '../schema/table.ts'
import { undeclaredNames } from '../schema/undeclared-names.ts'
import type { Table } from '../schema/table.ts'
import type { Backend } from './backend.ts'
import type { JobIDs } from './job-id.ts'
import type { JobSignal } from './job-signal.ts'
import { SharedCommit } from './shared-commit.ts'
import { HeldTransaction } from './transaction.ts'
import type { Writer } from './writer.ts'

interface Parts {
  backend: Backend
  writer: Writer
  schema: Schema
  clock: Clock
  ids: JobIDs
  signal: JobSignal
}

/** Documents on top of a backend: checks what comes in, hands out one transaction at a time. */
export class BackedDocuments implements Documents {
  readonly #parts: Parts
  readonly #commits: SharedCommit
  /** Aborted by `close`, with the error for those who still wait. */
  readonly #closing = new AbortController()
  #open: HeldTransaction | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#commits = new SharedCommit({ ...parts, begin: () => parts.backend.begin() })
  }

  async migrate(tables: TableSchema[]): Promise<string[]> {
    this.#checkOpen()
    const { backend, writer, schema } = this.#parts
    const checked = this.#check(tables)
    const turn = await writer.acquire('migrate', { signal: this.#closing.signal })
    try {
      this.#checkOpen()
      const lines = backend.migrate(checked)
      schema.add(checked)
      return lines
    } finally {
      turn.release()
    }
  }

  async plan(tables: TableSchema[]): Promise<string[]> {
    this.#checkOpen()
    return this.#parts.backend.plan(this.#check(tables))
  }

  async undeclared(tables: TableSchema[]): Promise<string[]> {
    this.#checkOpen()
    const { backend, schema } = this.#parts
    return undeclaredNames(backend.stored(), { declared: this.#check(tables), schema })
  }

  async transaction(options: TransactionOptions = {}): Promise<HeldTransaction> {
    this.#checkOpen()
    const label = options.label ?? 'transaction'
    const member = await this.#commits.enter(label, this.#closing.signal)
    this.#open = new HeldTransaction({ ...this.#parts, member, label })
    return this.#open
  }

  async findByID(table: string, id: Id): Promise<Row | undefined> {
    this.#checkOpen()
    const { backend, schema } = this.#parts
    return backend.rows.findByID(schema.table(table), id)
  }

  async find(table: string, query: Query = {}): Promise<Row[]> {
    this.#checkOpen()
    const known = this.#parts.schema.table(table)
    return this.#parts.backend.rows.find(known, checkQuery(known, query))
  }

  async count(table: string, where?: Where): Promise<number> {
    this.#checkOpen()
    const known = this.#parts.schema.table(table)
    return this.#parts.backend.rows.count(known, checkFilter(known, where))
  }

  async distinct(table: string, column: string | Value, query: DistinctQuery = {}): Promise<JsonValue[]> {
    this.#checkOpen()
    const known = this.#parts.schema.table(table)
    return this.#parts.backend.rows.distinct(known, checkDistinct(known, column, query))
  }

  /** Refuses further calls and those that wait, and rolls back the open transaction. */
  close(): void {
    this.#closing.abort(new StorageError('STORAGE_CLOSED'))
    // What fails here has undone the transaction as well, and its owner is told by its next call.
    this.#open?.abandon('the storage was closed').catch(() => undefined)
  }

  #check(tables: TableSchema[]): Table[] {
    const { schema } = this.#parts
    const checked = checkTables(tables, schema)
    checkReferences(checked, schema)
    return checked
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new StorageError('STORAGE_CLOSED')
  }
}
