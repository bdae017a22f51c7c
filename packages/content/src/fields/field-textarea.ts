import type { TextareaField } from '../config/field-config.ts'
import { checkText, textOptions } from './check-text.ts'
import type { FieldType } from './field-type.ts'

const longest = 1_000_000

/** `textarea`: many lines, at most 1,000,000 characters unless `maxLength` says otherwise. */
export const textarea: FieldType<TextareaField> = {
  column: 'text',
  options: textOptions,
  longest: ({ maxLength = longest }) => maxLength,
  check: (value, config) => checkText(value, { maxLength: longest, ...config }),
}
