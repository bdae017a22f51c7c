import { isPlainObject } from '@crochet/hooks'
import type { Id } from '@crochet/storage'
import { isId } from '../fields/field-relationship.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { ValueField } from './field-config.ts'
import { fieldsOfLevel } from './fields-of-level.ts'
import type { GlobalConfig } from './global-config.ts'

/** What the ids of a collection are. */
export type IdType = 'text' | 'number'

/** What a relationship field refers to. */
export interface Relation {
  /** Slugs of the collections. */
  readonly to: readonly string[]
  /** Whether values say which collection they are of: `{ relationTo, value }`. */
  readonly polymorphic: boolean
  readonly many: boolean
  /** What the ids are; all collections of one field have ids of one type. */
  readonly ids: IdType
}

/** Numbers where the collection has an own field `id` of that type. */
export function idTypeOf({ fields }: Pick<CollectionConfig | GlobalConfig, 'fields'>): IdType {
  for (const { config } of fieldsOfLevel(fields, '')) {
    if (config.name === 'id') return config.type === 'number' ? 'number' : 'text'
  }
  return 'text'
}

/** @returns `undefined` for a field of another type */
export function relationOf(config: ValueField, idTypes: ReadonlyMap<string, IdType>): Relation | undefined {
  if (config.type !== 'relationship') return undefined
  const { relationTo, hasMany = false } = config
  const to = typeof relationTo === 'string' ? [relationTo] : relationTo
  const [first = ''] = to
  return { to, polymorphic: typeof relationTo !== 'string', many: hasMany, ids: idTypes.get(first) ?? 'text' }
}

/** The value of a relationship with an id in place of every document in it; what is no such value stays what it is. */
export function toIds(relation: Relation, value: unknown): unknown {
  if (!relation.many) return toId(relation, value)
  return Array.isArray(value) ? value.map((item: unknown) => toId(relation, item)) : value
}

function toId({ polymorphic, ids }: Relation, value: unknown): unknown {
  if (!polymorphic) return reduce(value, ids)
  if (!isPlainObject(value) || !('value' in value)) return value === '' ? null : value
  return { relationTo: value['relationTo'], value: reduce(value['value'], ids) }
}

/** Query strings and forms have numbers as texts, and an empty text where nothing is chosen. */
function reduce(value: unknown, ids: IdType): Id | null | unknown {
  const id: unknown = isPlainObject(value) && isId(value['id']) ? value['id'] : value
  if (id === '') return null
  return ids === 'number' && typeof id === 'string' && /^-?\d{1,15}$/.test(id) ? Number(id) : id
}
