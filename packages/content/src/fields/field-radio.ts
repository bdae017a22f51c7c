import type { RadioField } from '../config/field-config.ts'
import { areChoices, checkChoice } from './choices.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions } from './option-checks.ts'

/** `radio`: one of `options`, all of them in sight. */
export const radio: FieldType<RadioField> = {
  column: 'text',
  options: { ...columnOptions, options: areChoices },
  requiredOptions: ['options'],
  check: checkChoice,
}
