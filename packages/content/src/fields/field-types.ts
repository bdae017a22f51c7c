import type { FieldConfig } from '../config/field-config.ts'
import { array } from './field-array.ts'
import { checkbox } from './field-checkbox.ts'
import { date } from './field-date.ts'
import { email } from './field-email.ts'
import { group } from './field-group.ts'
import { json } from './field-json.ts'
import { number } from './field-number.ts'
import { select } from './field-select.ts'
import { text, textarea } from './field-text.ts'
import type { FieldType } from './field-type.ts'

type Types = { readonly [T in FieldConfig['type']]: FieldType<Extract<FieldConfig, { type: T }>> }

const byName = { text, textarea, email, number, checkbox, date, select, json, array, group } satisfies Types & object

/** Every field type by the name that `type` gives it. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map(
  Object.entries(byName as unknown as Record<string, FieldType>),
)
