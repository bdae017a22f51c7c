import type { SQLInputValue } from 'node:sqlite'
import { StorageError } from '../errors.ts'

/**
 * Every value bound to a statement goes through here, and is passed by position: `node:sqlite` would take a lone object
 * for named parameters and store `NULL`, and throws on `undefined`.
 *
 * @throws `STORAGE_PARAMETER` for a value that SQLite would store as something else.
 */
export function bindable(value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' && value.isWellFormed()) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value instanceof Uint8Array) return value
  throw new StorageError('STORAGE_PARAMETER', { type: typeof value })
}
