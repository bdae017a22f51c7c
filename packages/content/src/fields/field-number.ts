import type { NumberField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { orMany } from './has-many.ts'
import { columnOptions, isNumber } from './option-checks.ts'

/** `number`: a finite number, whole or not; with `hasMany` a list of them. */
export const number: FieldType<NumberField> = orMany({
  column: 'number',
  options: { ...columnOptions, min: isNumber, max: isNumber },
  check(value, { min = -Infinity, max = Infinity }) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number'
    if (value < min) return `must be at least ${min}`
    if (value > max) return `must be at most ${max}`
    return undefined
  },
})
