import type { Reader } from './documents.ts'
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
   * @param changes Columns to set; one that is left out or `undefined` keeps its value. An `id` must be the same.
   * @returns Whether there is such a row.
   * @throws As `insert`.
   */
  update(table: string, id: Id, changes: Row): Promise<boolean>

  /**
   * Deletes a row, and does what `references` to it say (`onDelete`).
   *
   * @returns Whether there was such a row.
   * @throws `REFERENCE_HELD` with the `table` and `column` that refer to it, or to a row that would be deleted with it.
   * Nothing has been deleted then, and the transaction goes on.
   */
  delete(table: string, id: Id): Promise<boolean>

  /** Marks a point to return to. Savepoints nest, and are closed in reverse order. */
  savepoint(): Promise<Savepoint>

  /**
   * Resolves when everything is on disk. If it fails, nothing is, and the transaction is over.
   *
   * @throws `SAVEPOINT_OPEN` while a savepoint is open; then the transaction is still open as well.
   */
  commit(): Promise<void>

  /** Undoes everything, open savepoints included. */
  rollback(): Promise<void>
}

/** A point inside a transaction. Closing it twice, or before one opened later, fails with `SAVEPOINT_ORDER`. */
export interface Savepoint {
  /** Keeps what was done since. */
  release(): Promise<void>
  /** Undoes what was done since, and closes the savepoint. */
  rollback(): Promise<void>
}
