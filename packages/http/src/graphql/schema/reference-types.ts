import { isPlainObject } from '@crochet/hooks'
import type { JoinField, RelationshipField } from '@crochet/content'
import { GraphQLBoolean, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLString, GraphQLUnionType } from 'graphql'
import { roleExtension } from './field-role.ts'
import { listOf, type OutputField, type OutputTypes } from './output-field.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * A relationship. A document that is gone, or that the caller may not read, is only an id by now, which no type of documents is:
 * `null`, and left out of lists.
 */
export function referenceField(config: RelationshipField, name: string, types: OutputTypes): OutputField {
  const { name: key, relationTo, hasMany = false } = config
  const polymorphic = typeof relationTo !== 'string'
  const to = polymorphic ? relationTo : [relationTo]
  const type = polymorphic ? pairType(to, name, types) : types.of(relationTo)
  return {
    type: hasMany ? listOf(type) : type,
    extensions: roleExtension({ is: 'reference', to, polymorphic }, 10),
    resolve(owner) {
      const value = (owner as Fields)[key]
      if (Array.isArray(value)) return value.filter(isPlainObject)
      return isPlainObject(value) ? value : null
    },
  }
}

/** Of which collection a document is that was found behind a reference to several. */
const slugs = new WeakMap<object, string>()

/** `{ relationTo, value }`, where `value` is one of several types of documents. */
function pairType(to: readonly string[], name: string, types: OutputTypes): GraphQLObjectType {
  return new GraphQLObjectType({
    name: `${name}_Relationship`,
    fields: () => {
      const names = new Map(to.map((slug) => [slug, types.of(slug).name]))
      const value = new GraphQLUnionType({
        name,
        types: to.map((slug) => types.of(slug)),
        resolveType: (doc) => names.get(slugs.get(doc as object) ?? ''),
      })
      return {
        relationTo: { type: GraphQLString },
        value: {
          type: value,
          resolve(pair) {
            const { relationTo, value: doc } = pair as Fields
            if (!isPlainObject(doc) || !names.has(String(relationTo))) return null
            slugs.set(doc, String(relationTo))
            return doc
          },
        },
      }
    },
  })
}

/** A join: the documents of another collection that refer to this one. */
export function joinField({ collection }: JoinField, name: string, types: OutputTypes): OutputField {
  const type = new GraphQLObjectType({
    name,
    fields: () => ({
      docs: {
        type: new GraphQLNonNull(listOf(types.of(collection))),
        resolve: (joined) => ((joined as { docs?: unknown[] }).docs ?? []).filter(isPlainObject),
      },
      hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) },
      totalDocs: {
        type: GraphQLInt,
        description: 'How many there are in all. They are counted when this is selected.',
      },
    }),
  })
  return {
    type,
    args: {
      where: { type: types.where.of(collection) },
      sort: { type: GraphQLString },
      limit: { type: GraphQLInt },
      page: { type: GraphQLInt },
    },
    extensions: roleExtension({ is: 'join', to: collection }, 10),
  }
}
