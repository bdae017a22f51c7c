import { DatabaseSync } from 'node:sqlite'
import type { SQLOutputValue, StatementSync } from 'node:sqlite'
import { fold } from '../rows/filter.ts'
import { sqliteFailure } from './failure.ts'
import { bindable } from './parameter.ts'

export type SqlRow = Record<string, SQLOutputValue>

export interface ConnectionOptions {
  readOnly: boolean
  /** Milliseconds to wait, with the event loop standing still, for a lock of another process. */
  busyTimeout: number
}

const maxStatements = 200
const maxCachedSql = 4096

/** One connection to the file. Everything it throws is a `StorageError`. */
export class Connection {
  readonly #file: string
  readonly #database: DatabaseSync
  /** Prepared statements, the one used last at the end. */
  readonly #statements = new Map<string, StatementSync>()

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

  all(sql: string, parameters: readonly unknown[] = []): SqlRow[] {
    return this.#guard(() => this.#prepare(sql).all(...parameters.map(bindable)))
  }

  get(sql: string, parameters: readonly unknown[] = []): SqlRow | undefined {
    return this.#guard(() => this.#prepare(sql).get(...parameters.map(bindable)))
  }

  /** @returns How many rows it changed. */
  run(sql: string, parameters: readonly unknown[] = []): number {
    return this.#guard(() => Number(this.#prepare(sql).run(...parameters.map(bindable)).changes))
  }

  /** Runs statements that are used once: schema and settings. */
  execute(sql: string): void {
    this.#guard(() => this.#database.exec(sql))
  }

  /** Takes the write lock at once, so that a transaction never fails half-way because another writer was first. */
  begin(): void {
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
    this.#guard(() => this.#database.close())
  }

  #prepare(sql: string): StatementSync {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) {
      this.#statements.delete(sql)
      this.#statements.set(sql, cached)
      return cached
    }
    const statement = this.#database.prepare(sql)
    if (sql.length > maxCachedSql) return statement
    this.#statements.set(sql, statement)
    const oldest = this.#statements.keys().next().value
    if (this.#statements.size > maxStatements && oldest !== undefined) this.#statements.delete(oldest)
    return statement
  }

  #guard<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      throw sqliteFailure(error, this.#file)
    }
  }
}
