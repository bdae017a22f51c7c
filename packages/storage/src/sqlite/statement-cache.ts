import type { StatementSync } from 'node:sqlite'

const maxStatements = 200
const maxSql = 4096

/** Prepared statements by their text. Those that were not used for a while are dropped, half of them at once. */
export class StatementCache {
  readonly #prepare: (sql: string) => StatementSync
  #recent = new Map<string, StatementSync>()
  #older = new Map<string, StatementSync>()

  constructor(prepare: (sql: string) => StatementSync) {
    this.#prepare = prepare
  }

  get(sql: string): StatementSync {
    const recent = this.#recent.get(sql)
    if (recent !== undefined) return recent
    const statement = this.#older.get(sql) ?? this.#prepare(sql)
    if (sql.length <= maxSql) this.#keep(sql, statement)
    return statement
  }

  clear(): void {
    this.#recent.clear()
    this.#older.clear()
  }

  #keep(sql: string, statement: StatementSync): void {
    if (this.#recent.size >= maxStatements / 2) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(sql, statement)
  }
}
