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

/** What a query for a page takes besides `where`. */
export const paging = {
  sort: { type: GraphQLString, description: 'Names of fields: `title`, `-createdAt,title`.' },
  limit: { type: GraphQLInt },
  page: { type: GraphQLInt },
  pagination: { type: GraphQLBoolean },
}

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
    ...operation({ slug, args: { id } }, async (call, { id: asked }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.findByID({ ...call.as(slug), ...reading.args, id: asked }), reading)
    }),
  }
  const list: RootField = {
    type: page,
    ...operation({ slug, args: { where, ...paging } }, async (call, args, info) => {
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
    ...operation({ slug, args: { where } }, (call, args) =>
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
  const data = new GraphQLNonNull(types.inputs.of(fields, one, 'create'))
  const changes = types.inputs.of(fields, one, 'update')
  const id = { type: new GraphQLNonNull(idType(collection)) }

  const create: RootField = {
    type: document,
    ...operation({ slug, args: { data: { type: data } } }, async (call, { data: sent }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.create({ ...call.as(slug), ...reading.args, data: sent }), reading)
    }),
  }
  const update: RootField = {
    type: document,
    ...operation({ slug, args: { id, data: { type: new GraphQLNonNull(changes) } } }, async (call, asked, info) => {
      const reading = types.selections.one(info, document)
      const given = { ...call.as(slug), ...reading.args, id: asked['id'], data: asked['data'] }
      return call.complete(await call.content.update(given), reading)
    }),
  }
  const remove: RootField = {
    description: 'What is deleted has only its id left.',
    type: new GraphQLObjectType({ name: `deleted${one}`, fields: { id } }),
    ...operation({ slug, args: { id } }, (call, args) => call.content.delete({ ...call.as(slug), id: args['id'] })),
  }
  const duplicate: RootField = {
    type: document,
    ...operation({ slug, args: { id, data: { type: changes } } }, async (call, asked, info) => {
      const reading = types.selections.one(info, document)
      const given = { ...call.as(slug), ...reading.args, ...call.given({ data: asked['data'] }), id: asked['id'] }
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
