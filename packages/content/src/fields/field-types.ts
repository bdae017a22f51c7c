import type { LayoutField, ValueField } from '../config/field-config.ts'
import { array } from './field-array.ts'
import { blocks } from './field-blocks.ts'
import { checkbox } from './field-checkbox.ts'
import { code } from './field-code.ts'
import { date } from './field-date.ts'
import { email } from './field-email.ts'
import { group } from './field-group.ts'
import { join } from './field-join.ts'
import { json } from './field-json.ts'
import { number } from './field-number.ts'
import { password } from './field-password.ts'
import { point } from './field-point.ts'
import { radio } from './field-radio.ts'
import { relationship } from './field-relationship.ts'
import { richText } from './field-rich-text.ts'
import { select } from './field-select.ts'
import { slug } from './field-slug.ts'
import { text } from './field-text.ts'
import { textarea } from './field-textarea.ts'
import type { FieldType, LayoutType } from './field-type.ts'
import { collapsible, row } from './layout-row.ts'
import { tabs } from './layout-tabs.ts'

type Types = { readonly [T in ValueField['type']]: FieldType<Extract<ValueField, { type: T }>> }
type Layouts = { readonly [T in LayoutField['type']]: LayoutType<Extract<LayoutField, { type: T }>> }

const byName = {
  text,
  textarea,
  email,
  number,
  checkbox,
  date,
  select,
  radio,
  slug,
  password,
  code,
  point,
  json,
  richText,
  relationship,
  join,
  array,
  blocks,
  group,
} satisfies Types & object

const layoutByName = { row, collapsible, tabs } satisfies Layouts & object

/** Every type of field that has a value, by the name that `type` gives it. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map(
  Object.entries(byName as unknown as Record<string, FieldType>),
)

/** Every type of field that only lays out others. */
export const layoutTypes: ReadonlyMap<string, LayoutType> = new Map(
  Object.entries(layoutByName as unknown as Record<string, LayoutType>),
)
