import { isPlainObject } from '@crochet/hooks'
import type { ListOptions } from '../config/field-config.ts'
import { countFlaw } from './has-many.ts'

const longestRowId = 64

/** What is wrong with a list of rows, apart from their fields: their number, their ids. */
export function checkRows(value: unknown, counts: ListOptions): string | undefined {
  if (!Array.isArray(value) || !value.every(isPlainObject)) return 'must be a list of objects'
  const wrongNumber = countFlaw(value, counts, 'rows')
  if (wrongNumber !== undefined) return wrongNumber
  const ids = value.map((row) => row['id']).filter((id) => id !== undefined)
  if (!ids.every(isRowId)) return `must have rows whose id is a text of at most ${longestRowId} characters`
  return new Set(ids).size === ids.length ? undefined : 'must not have two rows with the same id'
}

const isRowId = (id: unknown): boolean => typeof id === 'string' && id !== '' && id.length <= longestRowId
