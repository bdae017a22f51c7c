import type { TableSchema } from './schema.ts'
import type { Id, JsonValue, Row } from './row.ts'
import type { DistinctQuery, Query, Value, Where } from './query.ts'
import type { Transaction, TransactionOptions } from './transaction.ts'

/**
 * Reading rows. Names that `migrate` has not been given fail with `SCHEMA_TABLE` or `SCHEMA_COLUMN`, a condition that
 * does not suit its column with a `QUERY_…` code.
 */
export interface Reader {
  /** @returns The row, with every declared column (`null` where nothing is stored), or `undefined`. */
  findByID(table: string, id: Id): Promise<Row | undefined>

  /** @returns The rows that match, in the order of `query.sort` and then of their ids, with the columns of `query.select`. */
  find(table: string, query?: Query): Promise<Row[]>

  /** @returns How many rows match. */
  count(table: string, where?: Where): Promise<number>

  /**
   * @param column Its name, or a value inside a JSON column.
   * @returns The values there, each once and in order; `null` among them when a row has none.
   */
  distinct(table: string, column: string | Value, query?: DistinctQuery): Promise<JsonValue[]>
}

/** Rows of collections and globals. Its own reads see what is committed, and never wait for a transaction. */
export interface Documents extends Reader {
  /**
   * Creates missing tables, columns, indexes and references, in one transaction. Never drops a table or a column: what
   * is no longer declared stays on disk, and is made optional and free of references so that it stands in nobody's way.
   *
   * Calls add up: tables of an earlier call stay known, a table named again takes its newer declaration.
   *
   * @returns One readable line for each thing it did; none when everything was there.
   * @throws `SCHEMA_CHANGE` listing every change it cannot do (another type, `notNull` where rows have no value,
   * `unique` where values repeat, `references` where rows point nowhere); then nothing has been changed. `SCHEMA_NAME`,
   * `SCHEMA_TYPE`, `SCHEMA_INDEX`, `SCHEMA_REFERENCE` for a declaration that it does not take.
   */
  migrate(tables: TableSchema[]): Promise<string[]>

  /**
   * Says what `migrate` would do with the same tables, and does nothing: neither to what is stored nor to what is known.
   *
   * @returns The lines that `migrate` would return.
   * @throws What `migrate` would throw.
   */
  plan(tables: TableSchema[]): Promise<string[]>

  /**
   * Says what is stored and declared neither by these tables nor by those of an earlier `migrate`. All of it is kept.
   *
   * @returns Names in order: `drafts` for a table, `posts.subtitle` for a column.
   */
  undeclared(tables: TableSchema[]): Promise<string[]>

  /**
   * Begins a transaction. One at a time: calls wait for their turn in the order they came. Those that wait share a commit
   * with the one before them, see `Transaction.commit`.
   *
   * @throws `TRANSACTION_WAIT` naming the transaction that holds the turn, after `waitLimit`; `STORAGE_BUSY` when
   * another process has locked the file.
   */
  transaction(options?: TransactionOptions): Promise<Transaction>
}
