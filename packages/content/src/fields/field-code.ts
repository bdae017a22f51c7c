import type { TextareaField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { textarea } from './field-textarea.ts'

/** `code`: text that is a program; kept as it is, like a `textarea`. */
export const code: FieldType<TextareaField> = textarea
