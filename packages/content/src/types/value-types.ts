import type { Choice, ValueField } from '../config/field-config.ts'
import { listOf, objectOf, quoted, unionOf } from './source-text.ts'
import type { TypeNames } from './type-names.ts'

/** What the types are for: documents that are read, data of a new one, data of an update. */
export type Purpose = 'doc' | 'data' | 'update'

/** What a value's type is written with. */
export interface Writing {
  readonly purpose: Purpose
  readonly types: TypeNames
}

/** The options of field types that decide about the type of a value. */
interface Options {
  readonly hasMany?: boolean
  readonly options?: readonly Choice[]
  readonly relationTo?: string | readonly string[]
  readonly collection?: string | readonly string[]
}

type ValueType = (options: Options, writing: Writing) => string

const text: ValueType = () => 'string'
const choice: ValueType = ({ options = [] }) =>
  unionOf(options.map((one) => quoted(typeof one === 'string' ? one : one.value)))

/** The type of a single value, by the type of the field. Fields that hold others are not among them. */
const single: Readonly<Record<string, ValueType>> = {
  text,
  textarea: text,
  code: text,
  email: text,
  slug: text,
  password: text,
  number: () => 'number',
  checkbox: () => 'boolean',
  date: (_options, { purpose }) => (purpose === 'doc' ? 'string' : 'string | Date'),
  select: choice,
  radio: choice,
  point: () => '[longitude: number, latitude: number]',
  json: () => '{ [key: string]: unknown } | unknown[] | string | number | boolean',
  richText: () => 'RichText',
  relationship: ({ relationTo = [] }, { types }) => relationOf(relationTo, types),
  upload: ({ relationTo = [] }, { types }) => relationOf(relationTo, types),
  join: ({ collection = [] }, { types }) =>
    objectOf([`docs: ${listOf(relationOf(collection, types))}`, 'hasNextPage: boolean', 'totalDocs?: number']),
}

/** @returns the type of a value that is not `null`; `unknown` for a type of fields that says nothing about it */
export function valueType(config: ValueField, writing: Writing): string {
  const options = config as Options
  const type = single[config.type]?.(options, writing) ?? 'unknown'
  return options.hasMany === true ? listOf(type) : type
}

/** An id, or the document itself; with several collections each together with the slug. */
function relationOf(relationTo: string | readonly string[], types: TypeNames): string {
  if (typeof relationTo === 'string') return idOrDoc(relationTo, types)
  return unionOf(relationTo.map((slug) => `{ relationTo: ${quoted(slug)}; value: ${idOrDoc(slug, types)} }`))
}

const idOrDoc = (slug: string, { ids, names }: TypeNames): string =>
  unionOf([ids.get(slug) ?? 'string', names.get(slug)?.doc ?? 'unknown'])
