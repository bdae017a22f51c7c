import type { Reader } from './documents.ts'
import type { Enqueued, NewJob } from './jobs.ts'
import type { Where } from './query.ts'
import type { Id, Row } from './row.ts'

export interface TransactionOptions {
  /** What the transaction is for; named in the error of those who wait for it too long. Default: `transaction`. */
  label?: string
}

/**
 * All or nothing. Its reads see its own writes; nobody else does before `commit`.
 *
 * After `commit`, `rollback` or the storage's `close`, every call fails with `TRANSACTION_CLOSED`. Disposing it rolls it
 * back if it is still open, so `await using` never leaves one behind.
 */
export interface Transaction extends Reader, AsyncDisposable {
  /**
   * @param row Columns by name, `id` among them. A column left out or `undefined` is stored as `null`.
   * @throws `UNIQUE` with `table`, `columns` in its details and the first of them as `column`; `REFERENCE_MISSING` with
   * `table` and `column`; `ROW_NOT_NULL`, `ROW_ID`, `ROW_VALUE`. The transaction goes on.
   */
  insert(table: string, row: Row): Promise<void>

  /**
   * Inserts all rows or, when it throws, none. Rows may refer to each other, in any order.
   *
   * @throws As `insert`.
   */
  insertMany(table: string, rows: readonly Row[]): Promise<void>

  /**
   * @param changes Columns to set; one that is left out or `undefined` keeps its value. An `id` must be the same.
   * @returns Whether there is such a row.
   * @throws As `insert`.
   */
  update(table: string, id: Id, changes: Row): Promise<boolean>

  /**
   * Sets the same values in every row that matches or, when it throws, in none.
   *
   * @param changes As for `update`, without an `id`.
   * @returns How many rows matched.
   * @throws As `insert`, and as `find` for the condition.
   */
  updateWhere(table: string, where: Where, changes: Row): Promise<number>

  /**
   * Deletes a row, and does what `references` to it say (`onDelete`).
   *
   * @returns Whether there was such a row.
   * @throws `REFERENCE_HELD` with the `table` and `column` that refer to it, or to a row that would be deleted with it.
   * Nothing has been deleted then, and the transaction goes on.
   */
  delete(table: string, id: Id): Promise<boolean>

  /**
   * Deletes every row that matches or, when it throws, none. Rows that refer to each other go in one step.
   *
   * @returns How many rows matched; rows deleted along with them do not count.
   * @throws As `delete`, and as `find` for the condition.
   */
  deleteWhere(table: string, where: Where): Promise<number>

  /**
   * Puts jobs into the queue with this transaction: they are there when it is committed, and only then.
   *
   * @param now When they are said to be made, in milliseconds since 1970.
   * @returns One for each, in order.
   * @throws `JOBS_VALUE` for what cannot be stored.
   */
  enqueue(jobs: readonly NewJob[], now: number): Promise<Enqueued[]>

  /** Marks a point to return to. Savepoints nest, and are closed in reverse order. */
  savepoint(): Promise<Savepoint>

  /**
   * Resolves when everything is on disk. If it fails, nothing is, and the transaction is over.
   *
   * The turn goes to the next transaction at once. Transactions that waited for it, or come in the same turn of the
   * event loop, share one commit on disk, and fail together when that fails; nobody waits for others longer than about 25 ms.
   *
   * @throws `SAVEPOINT_OPEN` while a savepoint is open; then the transaction is still open as well.
   */
  commit(): Promise<void>

  /**
   * Undoes everything, open savepoints included, and gives the turn on. Resolves when what the transaction has seen is on
   * disk: rows of those before it may still have been on their way there.
   */
  rollback(): Promise<void>
}

/** A point inside a transaction. Closing it twice, or before one opened later, fails with `SAVEPOINT_ORDER`. */
export interface Savepoint {
  /** Keeps what was done since. */
  release(): Promise<void>
  /** Undoes what was done since, and closes the savepoint. */
  rollback(): Promise<void>
}
