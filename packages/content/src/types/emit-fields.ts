import type { FieldConfig, ValueField } from '../config/field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from '../config/fields-of-level.ts'
import { indented, keyOf, listOf, objectOf, quoted } from './source-text.ts'
import { valueType, type Writing } from './value-types.ts'

/** Where the fields stand. */
interface Place extends Writing {
  /** Whether nothing that is required may be left out: on create, and in rows that are new. */
  readonly complete: boolean
  /** `id` is a field of its own at the top level. */
  readonly top: boolean
}

/** The members of the object that fields are in, a text of one or more lines each. */
export function membersOf(fields: readonly FieldConfig[], place: Place): string[] {
  return Array.from(fieldsOfLevel(fields, ''), ({ config }) => config).flatMap((config) =>
    isLeftOut(config, place) ? [] : [memberOf(config, place)],
  )
}

/** In documents what no answer has, in data what nobody can send. */
function isLeftOut(config: ValueField, { purpose, top }: Place): boolean {
  if (top && config.name === 'id') return true // written by whoever writes the document
  return purpose === 'doc' ? config.type === 'password' || config.hidden === true : isReadOnly(config)
}

/** Fields whose value comes from other documents. */
function isReadOnly(config: ValueField): boolean {
  const { type, virtual }: { type: string; virtual?: unknown } = config
  return type === 'join' || type === 'virtual' || typeof virtual === 'string'
}

function memberOf(config: ValueField, place: Place): string {
  const type = typeOf(config, place)
  const isGroup = config.type === 'group'
  const isRequired = config.required === true
  const isOptional = isGroup ? !needsSomething(config, place) : !isRequired || !mustBeSent(config, place)
  const orNull = hasNoNull(config, type) || (isRequired && !isMadeAnew(config, place)) ? '' : ' | null'
  const readOnly = isReadOnly(config) ? 'readonly ' : ''
  const label =
    config.label === undefined ? '' : `/** ${config.label.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n`
  return `${label}${readOnly}${keyOf(config.name)}${isOptional ? '?' : ''}: ${type}${orNull}`
}

/** A required value is in every document. In data something else may give it. */
function mustBeSent(config: ValueField, { purpose, complete }: Place): boolean {
  if (purpose === 'doc') return true
  const isGiven =
    config.defaultValue !== undefined || config.type === 'slug' || (config.hooks?.beforeValidate ?? []).length > 0
  return complete && !isGiven
}

const hasNoNull = ({ type: name }: { readonly type: string }, type: string): boolean =>
  name === 'group' || name === 'join' || type === 'unknown'

/** A slug that is taken away is made again. */
const isMadeAnew = ({ type }: ValueField, { purpose }: Place): boolean => type === 'slug' && purpose !== 'doc'

/** In documents a group is always there. */
function needsSomething(config: ValueField, place: Place): boolean {
  if (place.purpose === 'doc') return true
  const inside = [...fieldsOfLevel(fieldsIn(config), '')].map((placed) => placed.config)
  return inside.some((one) =>
    one.type === 'group' ? needsSomething(one, place) : one.required === true && mustBeSent(one, place),
  )
}

function typeOf(config: ValueField, place: Place): string {
  const inside = { ...place, top: false }
  switch (config.type) {
    case 'group':
      return objectOf(membersOf(fieldsIn(config), inside))
    case 'array':
      return rowsOf(variantsOf(fieldsIn(config), [], inside))
    case 'blocks':
      return rowsOf(
        blocksOf(config).flatMap(({ slug, fields }) => variantsOf(fields, [`blockType: ${quoted(slug)}`], inside)),
      )
    default:
      return valueType(config, place)
  }
}

/** A list of rows, each of which is one of the variants. */
function rowsOf(variants: readonly string[]): string {
  const [only = '{}'] = variants
  return variants.length > 1 ? `(\n${variants.map((row) => indented(`| ${row}`)).join('\n')}\n)[]` : listOf(only)
}

/** In an update, a row with the `id` of a stored one keeps what is not sent of it; one without is new. */
function variantsOf(fields: readonly FieldConfig[], own: readonly string[], place: Place): string[] {
  if (place.purpose === 'doc') return [objectOf(['id: string', ...own, ...membersOf(fields, place)])]
  const inside = membersOf(fields, { ...place, complete: true })
  const stored = place.purpose === 'update' ? membersOf(fields, { ...place, complete: false }) : inside
  const fresh = objectOf(['id?: string', ...own, ...inside])
  return stored.join() === inside.join() ? [fresh] : [fresh, objectOf(['id: string', ...own, ...stored])]
}
