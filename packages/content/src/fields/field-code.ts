import type { TextareaField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { textarea } from './field-textarea.ts'

const { column, options, check } = textarea

/** `code`: text that is a program; kept as it is, like a `textarea`, but nothing is ever put behind it. */
export const code: FieldType<TextareaField> = { column, options, check }
