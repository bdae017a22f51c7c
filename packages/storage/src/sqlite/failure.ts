import { StorageError } from '../errors.ts'
import type { StorageErrorCode } from '../errors.ts'

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const codes = new Map<number, StorageErrorCode>([
  [5, 'STORAGE_BUSY'],
  [6, 'STORAGE_BUSY'],
  [8, 'STORAGE_READONLY'],
  [10, 'STORAGE_IO'],
  [11, 'STORAGE_CORRUPT'],
  [13, 'STORAGE_FULL'],
  [14, 'STORAGE_OPEN'],
  [26, 'STORAGE_NOT_A_DATABASE'],
])

const unique = new Set([2067, 1555]) // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY
const foreignKey = 787 // SQLITE_CONSTRAINT_FOREIGNKEY

/** @returns What a call of `node:sqlite` threw, as an error of the catalogue; a `StorageError` as it is. */
export function sqliteFailure(error: unknown, file: string): StorageError {
  if (error instanceof StorageError) return error
  const result = resultCode(error)
  if (unique.has(result)) {
    const found = uniqueColumns(String((error as Error).message))
    if (found !== undefined) return new StorageError('UNIQUE', { ...found, column: found.columns[0] }, error)
  }
  return new StorageError(codes.get(result & 0xff) ?? 'STORAGE_FAILED', { file }, error)
}

/** @returns Whether a reference was in the way; which one SQLite does not say. */
export function isReferenceFailure(error: unknown): error is StorageError {
  return error instanceof StorageError && resultCode(error.cause) === foreignKey
}

/** Reads `UNIQUE constraint failed: posts.tenant, posts.slug`. Names hold neither dots nor commas. */
function uniqueColumns(message: string): { table: string; columns: string[] } | undefined {
  const [, list] = /UNIQUE constraint failed: (.+)$/.exec(message) ?? []
  const names = list?.split(', ').map((name) => name.split('.')) ?? []
  const table = names[0]?.[0]
  const columns = names.flatMap(([, column]) => (column === undefined ? [] : [column]))
  return table === undefined || columns.length < names.length ? undefined : { table, columns }
}

/** The extended result code; 0 when the error is not SQLite's. */
function resultCode(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode : 0
}
