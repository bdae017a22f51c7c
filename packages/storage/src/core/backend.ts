import type { AsideEntry } from '../ports/journal.ts'
import type { Id, JsonValue, Row } from '../ports/row.ts'
import type { CheckedDistinct, CheckedQuery } from '../rows/check-query.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import type { Table } from '../schema/table.ts'
import type { Entry } from './group-commit.ts'
import type { JobReader, JobRows } from './job-rows.ts'
import type { BadEntry, StoredLog } from './read-journal.ts'

/**
 * What an embedded database has to do, on this thread and at once. Turns, groups, checks, life cycle and closing are
 * the same for all of them and live beside this file; so a backend sees only checked input, and is asked to write
 * only by the one whose turn it is.
 */
export interface Backend {
  readonly journal: JournalBackend
  /** Reads what is committed. */
  readonly rows: RowReader
  /** Reads what is committed. */
  readonly jobs: JobReader
  /** Brings the stored tables in line, all or nothing. @returns A line for each step. */
  migrate(tables: readonly Table[]): string[]
  /** @returns What `migrate` would return. @throws What it would throw. */
  plan(tables: readonly Table[]): string[]
  /** The names of all tables of rows that are stored, and of their columns. */
  stored(): ReadonlyMap<string, readonly string[]>
  begin(): RowTransaction
  /** Tells when another process has written to the database. @returns What ends it. */
  watch(wake: () => void): () => void
  close(): void
}

/** Each call is atomic: when it throws, it has changed nothing. Bytes handed out are copies. */
export interface JournalBackend {
  append(entries: readonly Entry[]): number[]
  load(document: string): StoredLog
  compact(document: string, snapshot: Uint8Array, upTo: number): void
  markStored(document: string, upTo: number): void
  unstored(): string[]
  drop(document: string, upTo: number): void
  /** @param at When, in milliseconds since 1970. @throws `JOURNAL_POSITION` when one of them is not stored. */
  setAside(document: string, bad: readonly BadEntry[], at: number): void
  /** @param document `undefined` for all of them. */
  aside(document: string | undefined): AsideEntry[]
  releaseAside(document: string): number
  list(): string[]
  remove(document: string): void
}

export interface RowReader {
  findByID(table: Table, id: Id): Row | undefined
  find(table: Table, query: CheckedQuery): Row[]
  count(table: Table, filter: Filter | undefined): number
  distinct(table: Table, query: CheckedDistinct): JsonValue[]
}

/** One transaction. A write that throws has changed nothing. */
export interface RowTransaction extends RowReader {
  /** False when the database itself has undone the transaction, as it may when the disk fails. */
  readonly alive: boolean
  readonly jobs: JobRows
  insert(table: Table, row: EncodedRow): void
  /** All of them, or none. They may refer to each other. */
  insertMany(table: Table, rows: readonly EncodedRow[]): void
  update(table: Table, id: Id, changes: EncodedRow): boolean
  updateWhere(table: Table, filter: Filter, changes: EncodedRow): number
  delete(table: Table, id: Id): boolean
  deleteWhere(table: Table, filter: Filter): number
  /** @param depth Names the savepoint in the next two calls; greater than that of any that is open. */
  savepoint(depth: number): void
  release(depth: number): void
  rollbackTo(depth: number): void
  /** Ends the transaction, also when it throws: then everything is undone. */
  commit(): void
  rollback(): void
}
