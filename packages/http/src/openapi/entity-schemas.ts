import {
  fieldsOfLevel,
  type CollectionConfig,
  type FieldConfig,
  type GlobalConfig,
  type TypeNames,
} from '@crochet/content'
import { membersOf } from './fields-schema.ts'
import { objectSchema, type Schema } from './schema.ts'
import type { Purpose } from './value-schema.ts'

const time: Schema = { type: 'string', format: 'date-time', readOnly: true }
const timesOf = (timestamps: boolean | undefined): Record<string, Schema> =>
  timestamps === false ? {} : { createdAt: time, updatedAt: time }

/** The schemas of a document, of the data of a new one, and of a change, under the names that `emitTypes` gives the same types. */
export function collectionSchemas(collection: CollectionConfig, types: TypeNames): Record<string, Schema> {
  const { slug, fields, timestamps } = collection
  const names = types.names.get(slug)
  if (names === undefined) return {}
  const id: Schema = { type: types.ids.get(slug) ?? 'string' }
  const ownID = [...fieldsOfLevel(fields, '')].some(({ config }) => config.name === 'id')
  const data = members(fields, 'data', types)
  const update = members(fields, 'update', types)
  return {
    [names.doc]: {
      ...objectSchema({ id, ...members(fields, 'doc', types).properties, ...timesOf(timestamps) }, ['id']),
      description: `A document of "${slug}". Fields that were not selected, or that the caller may not read, are missing.`,
    },
    [names.data]: {
      ...objectSchema({ ...(ownID && { id }), ...data.properties }, data.required),
      description: `What a new document of "${slug}" is made from.`,
    },
    [names.update]: {
      ...objectSchema(update.properties, update.required),
      description: `What a change of a document of "${slug}" may send.`,
    },
  }
}

export function globalSchemas({ slug, fields, timestamps }: GlobalConfig, types: TypeNames): Record<string, Schema> {
  const names = types.names.get(`globals/${slug}`)
  if (names === undefined) return {}
  const update = members(fields, 'update', types)
  return {
    [names.doc]: {
      ...objectSchema({ id: { const: slug }, ...members(fields, 'doc', types).properties, ...timesOf(timestamps) }, [
        'id',
      ]),
      description: `The global "${slug}".`,
    },
    [names.update]: {
      ...objectSchema(update.properties, update.required),
      description: `What a change of the global "${slug}" may send.`,
    },
  }
}

const members = (fields: readonly FieldConfig[], purpose: Purpose, types: TypeNames): ReturnType<typeof membersOf> =>
  membersOf(fields, { purpose, types, complete: purpose === 'data' })
