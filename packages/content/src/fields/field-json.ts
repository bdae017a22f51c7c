import type { JsonField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'

/** `json`: any JSON value; its depth and size are limited with the rest of the data. */
export const json: FieldType<JsonField> = {
  column: 'json',
  options: {},
  // What is not JSON (a Date in it, a key without value) becomes what JSON makes of it, as it would on disk.
  store: (value) => JSON.parse(JSON.stringify(value)) as unknown,
  check: () => undefined,
}
