import { blocksOf, fieldsIn, fieldsOfLevel, type FieldConfig, type ValueField } from '@crochet/content'
import { defined, objectSchema, orNull, type Schema } from './schema.ts'
import { valueSchema, type Writing } from './value-schema.ts'

interface Place extends Writing {
  /** Whether nothing that is required may be left out: on create, and in rows that are new. */
  readonly complete: boolean
}

interface Members {
  readonly properties: Record<string, Schema>
  readonly required: string[]
}

/**
 * The members of the object that fields are in. What no answer has is in no schema of documents, and what nobody can send in none of
 * data: hidden fields and passwords, join and virtual fields.
 */
export function membersOf(fields: readonly FieldConfig[], place: Place): Members {
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  for (const { config } of fieldsOfLevel(fields, '')) {
    if (config.name === 'id' || isLeftOut(config, place)) continue
    properties[config.name] = propertyOf(config, place)
    if (mustBeSent(config, place)) required.push(config.name)
  }
  return { properties, required }
}

function isLeftOut(config: ValueField, { purpose }: Place): boolean {
  if (config.hidden === true) return true
  return purpose === 'doc' ? config.type === 'password' : config.type === 'join'
}

function mustBeSent(config: ValueField, { purpose, complete }: Place): boolean {
  if (purpose === 'doc' || !complete || config.required !== true) return false
  const isGiven =
    config.defaultValue !== undefined || config.type === 'slug' || (config.hooks?.beforeValidate ?? []).length > 0
  return !isGiven
}

function propertyOf(config: ValueField, place: Place): Schema {
  const about = defined({ description: config.label, default: plain(config.defaultValue) })
  const schema = { ...schemaOf(config, place), ...about }
  const isAlwaysThere = config.required === true || config.type === 'group' || config.type === 'join'
  return isAlwaysThere ? schema : orNull(schema)
}

/** A default value that is no function and no object of its own. */
const plain = (value: unknown): unknown => (['string', 'number', 'boolean'].includes(typeof value) ? value : undefined)

function schemaOf(config: ValueField, place: Place): Schema {
  switch (config.type) {
    case 'group': {
      const { properties, required } = membersOf(fieldsIn(config), place)
      return objectSchema(properties, required)
    }
    case 'array':
      return rows(config, rowOf(fieldsIn(config), place))
    case 'blocks':
      return rows(config, {
        anyOf: blocksOf(config).map(({ slug, fields }) => rowOf(fields, place, slug)),
      })
    default:
      return valueSchema(config, place)
  }
}

const rows = (config: { minRows?: number; maxRows?: number }, items: Schema): Schema =>
  defined({ type: 'array', items, minItems: config.minRows, maxItems: config.maxRows })

/** In a change, a row with the `id` of a stored one keeps what is not sent of it. */
function rowOf(fields: readonly FieldConfig[], place: Place, blockType?: string): Schema {
  const { properties, required } = membersOf(fields, place)
  const own = { id: { type: 'string' }, ...(blockType !== undefined && { blockType: { const: blockType } }) }
  const always = [...(place.purpose === 'doc' ? ['id'] : []), ...(blockType === undefined ? [] : ['blockType'])]
  return objectSchema({ ...own, ...properties }, [...always, ...required])
}
