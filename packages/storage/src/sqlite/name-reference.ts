import { StorageError } from '../errors.ts'
import type { Id } from '../ports/row.ts'
import type { ReferenceSchema } from '../ports/schema.ts'
import { planDeletion } from '../rows/deletion.ts'
import type { Reference } from '../rows/deletion.ts'
import type { EncodedRow } from '../rows/encode.ts'
import type { Connection } from './connection.ts'
import { isReferenceFailure } from './failure.ts'
import { quote } from './quote.ts'
import { referencesFrom, referencesTo } from './stored-references.ts'

/**
 * Runs a statement, and when a reference is in its way finds out which one: SQLite does not say. A statement that fails
 * has changed nothing, so what it met is still there to be looked at.
 *
 * @param find The details of the error, `undefined` when nothing is found.
 */
export function namingReference<T>(run: () => T, find: () => Blame | undefined): T {
  try {
    return run()
  } catch (error) {
    const blame = isReferenceFailure(error) ? find() : undefined
    throw blame === undefined ? error : new StorageError(blame.code, blame.details, (error as Error).cause)
  }
}

interface Blame {
  code: 'REFERENCE_MISSING' | 'REFERENCE_HELD'
  details: { table: string; column: string; references: string }
}

/** @returns The first of the values to be written that is no id of the table it refers to. */
export function missingReference(connection: Connection, table: string, values: EncodedRow): Blame | undefined {
  return missingAmong(connection, { table, stored: referencesFrom(connection, table) }, values)
}

interface Referring {
  table: string
  stored: ReadonlyMap<string, ReferenceSchema>
}

function missingAmong(connection: Connection, { table, stored }: Referring, values: EncodedRow): Blame | undefined {
  for (const [column, value] of values) {
    const references = stored.get(column)?.table
    if (references === undefined || value === null) continue
    if (references === table && value === values.get('id')) continue // the new row itself
    if (connection.get(`SELECT 1 FROM ${quote(references)} WHERE "id" = ?`, [value]) !== undefined) continue
    return { code: 'REFERENCE_MISSING', details: { table, column, references } }
  }
  return undefined
}

/**
 * Lets rows refer to each other in any order: their references are checked when all are there. To be run behind a
 * savepoint, which undoes it when it throws.
 */
export function checkingLast(
  connection: Connection,
  { table, rows }: { table: string; rows: readonly EncodedRow[] },
  insert: () => void,
): void {
  connection.execute('PRAGMA defer_foreign_keys = ON')
  try {
    insert()
    const stored = referencesFrom(connection, table)
    for (const row of rows) {
      const blame = missingAmong(connection, { table, stored }, row)
      if (blame !== undefined) throw new StorageError(blame.code, blame.details)
    }
  } finally {
    connection.execute('PRAGMA defer_foreign_keys = OFF')
  }
}

/** @returns The reference that keeps some rows from being deleted. */
export function heldReference(connection: Connection, table: string, ids: readonly Id[]): Blame | undefined {
  const references = {
    to: (target: string) => referencesTo(connection, target),
    referring: (reference: Reference, gone: readonly Id[]) => referring(connection, reference, gone),
  }
  const { held } = planDeletion(references, table, ids)
  if (held === undefined) return undefined
  const { reference } = held
  return {
    code: 'REFERENCE_HELD',
    details: { table: reference.table, column: reference.column, references: held.references },
  }
}

const atOnce = 1000

function referring(connection: Connection, { table, column }: Reference, gone: readonly Id[]): Id[] {
  const found: Id[] = []
  for (let start = 0; start < gone.length; start += atOnce) {
    const ids = gone.slice(start, start + atOnce)
    const places = ids.map(() => '?').join(', ')
    const rows = connection.all(`SELECT "id" FROM ${quote(table)} WHERE ${quote(column)} IN (${places})`, ids)
    for (const { id } of rows) if (typeof id === 'string' || typeof id === 'number') found.push(id)
  }
  return found
}
