import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { fold } from '../rows/filter.ts'
import { sqliteFailure } from './failure.ts'
import { bindable } from './parameter.ts'
import { StatementCache } from './statement-cache.ts'

export type SqlRow = Record<string, SQLOutputValue>

/** The values of a row, in the order in which the statement names the columns. */
export type SqlValues = SQLOutputValue[]

export interface ConnectionOptions {
  readOnly: boolean
  /** Milliseconds to wait, with the event loop standing still, for a lock of another process. */
  busyTimeout: number
}

/** One connection to the file. Everything it throws is a `StorageError`. */
export class Connection {
  readonly #file: string
  readonly #database: DatabaseSync
  readonly #statements = new StatementCache((sql) => this.#database.prepare(sql))
  /** Those that give rows as lists of values, which costs less than objects. */
  readonly #listing = new StatementCache((sql) => {
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  })

  /** @throws `STORAGE_OPEN` */
  constructor(file: string, options: ConnectionOptions) {
    this.#file = file
    this.#database = this.#guard(
      () => new DatabaseSync(file, { readOnly: options.readOnly, timeout: Math.round(options.busyTimeout) }),
    )
    this.#database.function('crochet_fold', { deterministic: true, directOnly: true }, (text) =>
      typeof text === 'string' ? fold(text) : null,
    )
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction
  }

  /** Another number when another connection has written to the file since. */
  get dataVersion(): unknown {
    return this.get('PRAGMA data_version')?.data_version
  }

  all(sql: string, parameters: readonly unknown[] = []): SqlRow[] {
    try {
      return this.#statements.get(sql).all(...bind(parameters))
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }

  get(sql: string, parameters: readonly unknown[] = []): SqlRow | undefined {
    try {
      return this.#statements.get(sql).get(...bind(parameters))
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }

  /** As `all`, for rows that are read in great numbers. */
  list(sql: string, parameters: readonly unknown[]): SqlValues[] {
    try {
      // The types do not know of `setReturnArrays`.
      return this.#listing.get(sql).all(...bind(parameters)) as unknown as SqlValues[]
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }

  /** As `get`, for rows that are read in great numbers. */
  first(sql: string, parameters: readonly unknown[]): SqlValues | undefined {
    try {
      return this.#listing.get(sql).get(...bind(parameters)) as SqlValues | undefined
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }

  /** @returns How many rows it changed. */
  run(sql: string, parameters: readonly unknown[] = []): number {
    try {
      return Number(this.#statements.get(sql).run(...bind(parameters)).changes)
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }

  /** Runs statements that are used once: schema and settings. */
  execute(sql: string): void {
    this.#guard(() => this.#database.exec(sql))
  }

  /** Takes the write lock at once, so that a transaction never fails half-way because another writer was first. */
  begin(): void {
    this.rollback() // what is left of a transaction whose end failed
    this.run('BEGIN IMMEDIATE')
  }

  /** Ends the transaction in any case: when the commit fails, what was done is undone. */
  commit(): void {
    try {
      this.run('COMMIT')
    } catch (error) {
      this.rollback()
      throw error
    }
  }

  /** Does nothing when SQLite has already undone the transaction, as it does when the disk fails. */
  rollback(): void {
    if (this.inTransaction) this.run('ROLLBACK')
  }

  /** Runs all of it or none of it. */
  atomically<T>(run: () => T): T {
    this.begin()
    let result: T
    try {
      result = run()
    } catch (error) {
      this.rollback()
      throw error
    }
    this.commit()
    return result
  }

  /** Lets several statements see one state of the database. */
  consistently<T>(run: () => T): T {
    this.run('BEGIN DEFERRED')
    try {
      return run()
    } finally {
      this.rollback()
    }
  }

  close(): void {
    this.#statements.clear()
    this.#listing.clear()
    this.#guard(() => this.#database.close())
  }

  #guard<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }
}

function bind(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map(bindable)
}
