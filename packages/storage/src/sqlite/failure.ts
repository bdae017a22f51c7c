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

/** @returns What a call of `node:sqlite` threw, as an error of the catalogue; a `StorageError` as it is. */
export function sqliteFailure(error: unknown, file: string): StorageError {
  if (error instanceof StorageError) return error
  const result = resultCode(error)
  if (unique.has(result)) {
    const found = /UNIQUE constraint failed: ([^.]+)\.([^.,]+)$/.exec(String((error as Error).message))
    if (found !== null) return new StorageError('UNIQUE', { table: found[1], column: found[2] }, error)
  }
  return new StorageError(codes.get(result & 0xff) ?? 'STORAGE_FAILED', { file }, error)
}

/** The extended result code; 0 when the error is not SQLite's. */
function resultCode(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode : 0
}
