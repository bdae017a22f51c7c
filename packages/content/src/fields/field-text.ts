import type { TextField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions, isCount } from './option-checks.ts'

/** `text`: one line, at most 40,000 characters unless `maxLength` says otherwise. */
export const text: FieldType<TextField> = textOfAtMost(40_000)

/** `textarea`: many lines, at most 1,000,000 characters unless `maxLength` says otherwise. */
export const textarea: FieldType<TextField> = textOfAtMost(1_000_000)

function textOfAtMost(limit: number): FieldType<TextField> {
  return {
    column: 'text',
    options: { ...columnOptions, minLength: isCount, maxLength: isCount },
    check(value, { minLength = 0, maxLength = limit }) {
      if (typeof value !== 'string') return 'must be text'
      if (value.length < minLength) return `must have at least ${minLength} characters`
      if (value.length > maxLength) return `must have at most ${maxLength} characters`
      if (!value.isWellFormed() || value.includes('\0')) return 'must be text without NUL and half characters'
      return undefined
    },
  }
}
