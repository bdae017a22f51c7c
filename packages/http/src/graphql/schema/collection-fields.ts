import type { CollectionConfig } from '@crochet/content'
import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
} from 'graphql'
import { collectionNames } from '../entity-names.ts'
import type { GraphqlContext } from '../graphql-context.ts'
import { toWhere } from '../to-where.ts'
import { idType, pageType } from './document-types.ts'
import { operation, type RootTypes } from './root-types.ts'

type RootField = GraphQLFieldConfig<unknown, GraphqlContext>
export type RootFields = GraphQLFieldConfigMap<unknown, GraphqlContext>

/** `Post`, `Posts` and `countPosts`. */
export function collectionQueries(collection: CollectionConfig, types: RootTypes): RootFields {
  const { slug } = collection
  const { one, many } = collectionNames(collection)
  const document = types.documents.of(slug)
  const page = pageType(many, document)
  const where = { type: types.where.of(slug) }
  const id = { type: new GraphQLNonNull(idType(collection)) }

  const byID: RootField = {
    type: document,
    args: { id },
    ...operation(slug, async (call, { id: asked }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.findByID({ ...call.as(slug), ...reading.args, id: asked }), reading)
    }),
  }
  const list: RootField = {
    type: page,
    args: {
      where,
      sort: { type: GraphQLString, description: 'Names of fields: `title`, `-createdAt,title`.' },
      limit: { type: GraphQLInt },
      page: { type: GraphQLInt },
      pagination: { type: GraphQLBoolean },
    },
    ...operation(slug, async (call, args, info) => {
      const reading = types.selections.page(info, page, document)
      const asked = call.given({ ...args, where: toWhere(types.where, slug, args['where']) })
      const found = await call.content.find({ ...call.as(slug), ...reading.args, ...asked })
      await call.complete(found.docs, reading)
      return found
    }),
  }
  const total: RootField = {
    type: new GraphQLObjectType({
      name: `count${many}`,
      fields: { totalDocs: { type: new GraphQLNonNull(GraphQLInt) } },
    }),
    args: { where },
    ...operation(slug, (call, args) =>
      call.content.count({ ...call.as(slug), ...call.given({ where: toWhere(types.where, slug, args['where']) }) }),
    ),
  }
  return { [one]: byID, [many]: list, [`count${many}`]: total }
}

/** `createPost`, `updatePost`, `deletePost` and `duplicatePost`. */
export function collectionMutations(collection: CollectionConfig, types: RootTypes): RootFields {
  const { slug, fields } = collection
  const { one } = collectionNames(collection)
  const document = types.documents.of(slug)
  const changes = types.inputs.of(fields, one, 'update')
  const id = { type: new GraphQLNonNull(idType(collection)) }

  const create: RootField = {
    type: document,
    args: { data: { type: new GraphQLNonNull(types.inputs.of(fields, one, 'create')) } },
    ...operation(slug, async (call, { data }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.create({ ...call.as(slug), ...reading.args, data }), reading)
    }),
  }
  const update: RootField = {
    type: document,
    args: { id, data: { type: new GraphQLNonNull(changes) } },
    ...operation(slug, async (call, { id: asked, data }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.update({ ...call.as(slug), ...reading.args, id: asked, data }), reading)
    }),
  }
  const remove: RootField = {
    description: 'What is deleted has only its id left.',
    type: new GraphQLObjectType({ name: `deleted${one}`, fields: { id } }),
    args: { id },
    ...operation(slug, (call, args) => call.content.delete({ ...call.as(slug), id: args['id'] })),
  }
  const duplicate: RootField = {
    type: document,
    args: { id, data: { type: changes } },
    ...operation(slug, async (call, { id: asked, data }, info) => {
      const reading = types.selections.one(info, document)
      const given = { ...call.as(slug), ...reading.args, ...call.given({ data }), id: asked }
      return call.complete(await call.content.duplicate(given), reading)
    }),
  }
  return {
    [`create${one}`]: create,
    [`update${one}`]: update,
    [`delete${one}`]: remove,
    [`duplicate${one}`]: duplicate,
  }
}
