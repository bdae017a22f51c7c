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
    ...operation(slug, (call, args, info) =>
      call.content.findByID({ ...call.as(slug), ...types.selections.one(info, document), id: args['id'] }),
    ),
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
    ...operation(slug, (call, args, info) =>
      call.content.find({
        ...call.as(slug),
        ...types.selections.page(info, page, document),
        ...call.given({ ...args, where: toWhere(types.where, slug, args['where']) }),
      }),
    ),
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
    ...operation(slug, (call, { data }, info) =>
      call.content.create({ ...call.as(slug), ...types.selections.one(info, document), data }),
    ),
  }
  const update: RootField = {
    type: document,
    args: { id, data: { type: new GraphQLNonNull(changes) } },
    ...operation(slug, (call, args, info) =>
      call.content.update({
        ...call.as(slug),
        ...types.selections.one(info, document),
        id: args['id'],
        data: args['data'],
      }),
    ),
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
    ...operation(slug, (call, args, info) =>
      call.content.duplicate({
        ...call.as(slug),
        ...types.selections.one(info, document),
        ...call.given({ data: args['data'] }),
        id: args['id'],
      }),
    ),
  }
  return {
    [`create${one}`]: create,
    [`update${one}`]: update,
    [`delete${one}`]: remove,
    [`duplicate${one}`]: duplicate,
  }
}
