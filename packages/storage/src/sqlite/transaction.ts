import type { RowTransaction } from '../core/backend.ts'
import type { Id } from '../ports/row.ts'
import { isIdOf } from '../rows/encode.ts'
import type { Encoded, EncodedRow } from '../rows/encode.ts'
import type { Filter } from '../rows/filter.ts'
import { refersToItself } from '../schema/table.ts'
import type { Table } from '../schema/table.ts'
import { compileDeleteWhere, compileUpdate, compileUpdateWhere } from './compile.ts'
import type { Connection } from './connection.ts'
import { quote } from './quote.ts'
import { SqliteJobs } from './jobs.ts'
import { SqliteReader } from './reader.ts'
import { checkingLast, heldReference, missingReference, namingReference } from './name-reference.ts'

/** The transaction that is open on the writer connection. */
export class SqliteTransaction extends SqliteReader implements RowTransaction {
  readonly jobs: SqliteJobs
  readonly #connection: Connection

  constructor(connection: Connection) {
    super(connection)
    this.#connection = connection
    this.jobs = new SqliteJobs(connection)
  }

  get alive(): boolean {
    return this.#connection.inTransaction
  }

  insert(table: Table, row: EncodedRow): void {
    namingReference(
      () => this.#connection.run(insertInto(table), valuesOf(table, row)),
      () => missingReference(this.#connection, table.name, row),
    )
  }

  insertMany(table: Table, rows: readonly EncodedRow[]): void {
    const insertAll = (): void => rows.forEach((row) => this.insert(table, row))
    this.#connection.run('SAVEPOINT many')
    try {
      if (refersToItself(table)) checkingLast(this.#connection, { table: table.name, rows }, insertAll)
      else insertAll()
    } catch (error) {
      if (this.alive) this.#connection.run('ROLLBACK TO many')
      throw error
    } finally {
      if (this.alive) this.#connection.run('RELEASE many')
    }
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

  updateWhere(table: Table, filter: Filter, changes: EncodedRow): number {
    if (changes.size === 0) return this.count(table, filter)
    const { sql, parameters } = compileUpdateWhere(table, filter, changes)
    return namingReference(
      () => this.#connection.run(sql, parameters),
      () => missingReference(this.#connection, table.name, changes),
    )
  }

  delete(table: Table, id: Id): boolean {
    if (!isIdOf(table, id)) return false
    const deleted = namingReference(
      () => this.#connection.run(`DELETE FROM ${quote(table.name)} WHERE "id" = ?`, [id]),
      () => heldReference(this.#connection, table.name, [id]),
    )
    return deleted > 0
  }

  deleteWhere(table: Table, filter: Filter): number {
    const { sql, parameters } = compileDeleteWhere(table, filter)
    // SQLite does not count a row that went with another one before its turn came.
    const matched = cascades(table) ? this.count(table, filter) : undefined
    const deleted = namingReference(
      () => this.#connection.run(sql, parameters),
      () => heldReference(this.#connection, table.name, this.#matching(table, filter)),
    )
    return matched ?? deleted
  }

  #matching(table: Table, filter: Filter): Id[] {
    const all = { columns: table.list.slice(0, 1), filter, sort: [], limit: undefined, offset: 0, lists: [] }
    return this.find(table, all).flatMap(({ id }) => (isIdOf(table, id) ? [id] : []))
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

const inserts = new WeakMap<Table, string>()

function insertInto(table: Table): string {
  let sql = inserts.get(table)
  if (sql === undefined) {
    const names = table.list.map(({ name }) => quote(name))
    sql = `INSERT INTO ${quote(table.name)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
    inserts.set(table, sql)
  }
  return sql
}

/** @returns Whether rows of the table are deleted with others, which may be rows of the same table. */
function cascades(table: Table): boolean {
  return table.list.some(({ references }) => references?.onDelete === 'cascade')
}

function valuesOf(table: Table, row: EncodedRow): Encoded[] {
  return table.list.map(({ name }) => row.get(name) ?? null)
}
