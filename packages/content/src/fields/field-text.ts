import type { TextField } from '../config/field-config.ts'
import { checkText, textOptions } from './check-text.ts'
import type { FieldType } from './field-type.ts'
import { orMany } from './has-many.ts'

/** `text`: one line, at most 40,000 characters unless `maxLength` says otherwise; with `hasMany` a list of them. */
export const text: FieldType<TextField> = orMany({
  column: 'text',
  options: textOptions,
  check: (value, config) => checkText(value, { maxLength: 40_000, ...config }),
})
