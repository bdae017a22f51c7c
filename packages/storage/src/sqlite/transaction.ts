import type { RowTransaction } from '../core/backend.ts'
import type { Id } from '../ports/row.ts'
import { isIdOf } from '../rows/encode.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Table } from '../schema/table.ts'
import { compileUpdate } from './compile.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'
import { SqliteReader } from './reader.ts'
import { heldReference, missingReference, namingReference } from './name-reference.ts'

/** The transaction that is open on the writer connection. */
export class SqliteTransaction extends SqliteReader implements RowTransaction {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super(connection)
    this.#connection = connection
  }

  get alive(): boolean {
    return this.#connection.inTransaction
  }

  insert(table: Table, row: EncodedRow): void {
    const names = [...row.keys()]
    const places = names.map(() => '?').join(', ')
    const sql = `INSERT INTO ${quote(table.name)} (${names.map(quote).join(', ')}) VALUES (${places})`
    namingReference(
      () => this.#connection.run(sql, [...row.values()]),
      () => missingReference(this.#connection, table.name, row),
    )
  }

  update(table: Table, id: Id, changes: EncodedRow): boolean {
    if (!isIdOf(table, id)) return false
    if (changes.size === 0) return this.findByID(table, id) !== undefined
    const { sql, parameters } = compileUpdate(table, id, changes)
    const changed = namingReference(
      () => this.#connection.run(sql, parameters),
      () => missingReference(this.#connection, table.name, changes),
    )
    return changed > 0
  }

  delete(table: Table, id: Id): boolean {
    if (!isIdOf(table, id)) return false
    const deleted = namingReference(
      () => this.#connection.run(`DELETE FROM ${quote(table.name)} WHERE "id" = ?`, [id]),
      () => heldReference(this.#connection, table.name, [id]),
    )
    return deleted > 0
  }

  savepoint(depth: number): void {
    this.#connection.run(`SAVEPOINT s${depth}`)
  }

  release(depth: number): void {
    this.#connection.run(`RELEASE s${depth}`)
  }

  rollbackTo(depth: number): void {
    this.#connection.run(`ROLLBACK TO s${depth}`)
    this.#connection.run(`RELEASE s${depth}`)
  }

  commit(): void {
    this.#connection.commit()
  }

  rollback(): void {
    this.#connection.rollback()
  }
}
