import { isPlainObject } from '@crochet/hooks'
import type { ArrayField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { isCount } from './option-checks.ts'

const longestRowId = 64

/** `array`: rows of fields. A row that is sent with its `id` keeps the stored values of fields that were not sent. */
export const array: FieldType<ArrayField> = {
  column: 'json',
  holds: 'rows',
  options: { minRows: isCount, maxRows: isCount },
  requiredOptions: ['fields'],
  check(value, { minRows = 0, maxRows = Infinity }) {
    if (!Array.isArray(value) || !value.every(isPlainObject)) return 'must be a list of objects'
    if (value.length < minRows) return `must have at least ${minRows} rows`
    if (value.length > maxRows) return `must have at most ${maxRows} rows`
    const ids = value.map((row) => row['id']).filter((id) => id !== undefined)
    if (!ids.every(isRowId)) return `must have rows whose id is a text of at most ${longestRowId} characters`
    return new Set(ids).size === ids.length ? undefined : 'must not have two rows with the same id'
  },
}

const isRowId = (id: unknown): boolean => typeof id === 'string' && id !== '' && id.length <= longestRowId
