import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

type Parameters = Record<string, SQLInputValue>

/**
 * What `@hocuspocus/extension-sqlite` uses of better-sqlite3, over Node's own SQLite. The real package compiles C++ when it is
 * installed, and nobody needs a compiler to test Crochet; the extension itself is the published one.
 */
export class Database {
  readonly #database: DatabaseSync

  /** @param filename path of the file, or `:memory:` */
  constructor(filename: string) {
    this.#database = new DatabaseSync(filename)
  }

  exec(sql: string): this {
    this.#database.exec(sql)
    return this
  }

  prepare(sql: string): Statement {
    return new Statement(this.#database.prepare(sql))
  }
}

export class Statement {
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
  }

  /** The first row, its blobs as `Buffer`; `undefined` if there is none. Parameters are named without their `$`. */
  get(parameters: Parameters): Record<string, unknown> | undefined {
    const row = this.#statement.get(parameters)
    if (row === undefined) return undefined
    return Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value) : value]),
    )
  }

  run(parameters: Parameters): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(parameters)
  }
}

export { Database as default }
