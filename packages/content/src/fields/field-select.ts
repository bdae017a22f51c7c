import type { SelectField } from '../config/field-config.ts'
import { areChoices, checkChoice } from './choices.ts'
import type { FieldType } from './field-type.ts'
import { orMany } from './has-many.ts'
import { columnOptions } from './option-checks.ts'

/** `select`: one of `options`; with `hasMany` a list of them. */
export const select: FieldType<SelectField> = orMany<SelectField>({
  column: 'text',
  options: { ...columnOptions, options: areChoices },
  requiredOptions: ['options'],
  check: checkChoice,
})
