import {
  fieldsOfLevel,
  hasVersions,
  type CollectionConfig,
  type FieldConfig,
  type GlobalConfig,
  type TypeNames,
} from '@crochet/content'
import { membersOf } from './fields-schema.ts'
import { objectSchema, type Schema } from './schema.ts'
import { versionSchemaName } from './version-paths.ts'
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
    ...versionSchema(collection, types, { doc: names.doc, parent: id }),
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

export function globalSchemas(global: GlobalConfig, types: TypeNames): Record<string, Schema> {
  const { slug, fields, timestamps } = global
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
    ...versionSchema(global, types, { doc: names.doc, parent: { const: slug } }),
    [names.update]: {
      ...objectSchema(update.properties, update.required),
      description: `What a change of the global "${slug}" may send.`,
    },
  }
}

/** A version has what a document has of its own, without its id; nothing that is found or borrowed elsewhere. */
function versionSchema(
  config: CollectionConfig | GlobalConfig,
  types: TypeNames,
  { doc, parent }: { doc: string; parent: Schema },
): Record<string, Schema> {
  if (!hasVersions(config)) return {}
  const { fields, timestamps } = config
  const own = Object.entries(members(fields, 'doc', types).properties).filter(([name]) => isOwn(fields, name))
  const version = objectSchema({ ...Object.fromEntries(own), ...timesOf(timestamps) })
  const latest: Schema = { const: true, description: 'What the document is now.' }
  return {
    [versionSchemaName(doc)]: {
      ...objectSchema({ id: { type: 'string' }, parent, version, ...timesOf(true), latest }, ['id']),
      description: `What a document of "${config.slug}" was. Fields that were not selected, or that the caller may not read, are missing.`,
    },
  }
}

const isOwn = (fields: readonly FieldConfig[], name: string): boolean =>
  [...fieldsOfLevel(fields, '')].some(
    ({ config }) => config.name === name && config.type !== 'join' && typeof config.virtual !== 'string',
  )

const members = (fields: readonly FieldConfig[], purpose: Purpose, types: TypeNames): ReturnType<typeof membersOf> =>
  membersOf(fields, { purpose, types, complete: purpose === 'data' })
