import type { TextareaField } from '../config/field-config.ts'
import { checkText, textOptions } from './check-text.ts'
import type { FieldType } from './field-type.ts'

/** `textarea`: many lines, at most 1,000,000 characters unless `maxLength` says otherwise. */
export const textarea: FieldType<TextareaField> = {
  column: 'text',
  options: textOptions,
  check: (value, config) => checkText(value, { maxLength: 1_000_000, ...config }),
}
