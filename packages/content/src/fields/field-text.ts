import type { TextField } from '../config/field-config.ts'
import { checkText, textOptions } from './check-text.ts'
import type { FieldType } from './field-type.ts'
import { orMany } from './has-many.ts'

const longest = 40_000

/** `text`: one line, at most 40,000 characters unless `maxLength` says otherwise; with `hasMany` a list of them. */
export const text: FieldType<TextField> = orMany({
  column: 'text',
  options: textOptions,
  longest: ({ maxLength = longest }) => maxLength,
  check: (value, config) => checkText(value, { maxLength: longest, ...config }),
})
