import type { CheckboxField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions } from './option-checks.ts'

/** `checkbox`: `true` or `false`. */
export const checkbox: FieldType<CheckboxField> = {
  column: 'boolean',
  options: columnOptions,
  check: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
}
