import { hasVersions, type CollectionConfig, type GlobalConfig } from '@crochet/content'
import { GraphQLNonNull, GraphQLString, type GraphQLFieldConfig } from 'graphql'
import type { GraphqlContext } from '../graphql-context.ts'
import { toWhere } from '../to-where.ts'
import { collectionVersionNames, globalVersionNames } from '../entity-names.ts'
import { paging, type RootFields } from './collection-fields.ts'
import { operation, type RootTypes } from './root-types.ts'
import { versionPageType, VersionWhere, versionType } from './version-types.ts'

type RootField = GraphQLFieldConfig<unknown, GraphqlContext>

const id = { type: new GraphQLNonNull(GraphQLString), description: 'Id of the version.' }

/** `versionPost` and `versionsPosts`; nothing where no versions are kept. */
export function collectionVersionQueries(collection: CollectionConfig, types: RootTypes): RootFields {
  if (!hasVersions(collection)) return {}
  const { slug } = collection
  const names = collectionVersionNames(collection)
  const versioned = { config: collection, names }
  const version = versionType(versioned, types.documents.of(slug))
  const page = versionPageType(versioned, version)
  const where = new VersionWhere(versioned, types.where)
  const one: RootField = {
    type: version,
    ...operation({ slug, args: { id } }, async (call, { id: asked }, info) => {
      const reading = types.selections.one(info, version)
      return call.complete(
        await call.content.findVersionByID({ ...call.as(slug), ...reading.args, id: asked }),
        reading,
      )
    }),
  }
  const many: RootField = {
    type: page,
    ...operation({ slug, args: { where: { type: where.type }, ...paging } }, async (call, args, info) => {
      const reading = types.selections.page(info, page, version)
      const asked = call.given({ ...args, where: toWhere(where, '', args['where']) })
      const found = await call.content.findVersions({ ...call.as(slug), ...reading.args, ...asked })
      await call.complete(found.docs, reading)
      return found
    }),
  }
  return { [names.find]: one, [names.many]: many }
}

/** `restoreVersionPost`. */
export function collectionVersionMutations(collection: CollectionConfig, types: RootTypes): RootFields {
  if (!hasVersions(collection)) return {}
  const { slug } = collection
  const document = types.documents.of(slug)
  const restore: RootField = {
    type: document,
    ...operation({ slug, args: { id } }, async (call, { id: asked }, info) => {
      const reading = types.selections.one(info, document)
      return call.complete(await call.content.restoreVersion({ ...call.as(slug), ...reading.args, id: asked }), reading)
    }),
  }
  return { [collectionVersionNames(collection).restore]: restore }
}

/** `versionSettings` and `versionsSettings`. */
export function globalVersionQueries(global: GlobalConfig, types: RootTypes): RootFields {
  if (!hasVersions(global)) return {}
  const { slug } = global
  const names = globalVersionNames(global)
  const versioned = { config: global, names }
  const version = versionType(versioned, types.documents.of(`globals/${slug}`))
  const page = versionPageType(versioned, version)
  const where = new VersionWhere(versioned, types.where)
  const one: RootField = {
    type: version,
    ...operation({ args: { id } }, async ({ content, circumstances, complete }, { id: asked }, info) => {
      const reading = types.selections.one(info, version)
      return complete(
        await content.findGlobalVersionByID({ ...reading.args, slug, ...circumstances, id: asked }),
        reading,
      )
    }),
  }
  const many: RootField = {
    type: page,
    ...operation({ args: { where: { type: where.type }, ...paging } }, async (call, args, info) => {
      const reading = types.selections.page(info, page, version)
      const asked = call.given({ ...args, where: toWhere(where, '', args['where']) })
      const found = await call.content.findGlobalVersions({ ...reading.args, ...asked, slug, ...call.circumstances })
      await call.complete(found.docs, reading)
      return found
    }),
  }
  return { [names.find]: one, [names.many]: many }
}

/** `restoreVersionSettings`. */
export function globalVersionMutations(global: GlobalConfig, types: RootTypes): RootFields {
  if (!hasVersions(global)) return {}
  const { slug } = global
  const document = types.documents.of(`globals/${slug}`)
  const restore: RootField = {
    type: document,
    ...operation({ args: { id } }, async ({ content, circumstances, complete }, { id: asked }, info) => {
      const reading = types.selections.one(info, document)
      return complete(
        await content.restoreGlobalVersion({ ...reading.args, slug, ...circumstances, id: asked }),
        reading,
      )
    }),
  }
  return { [globalVersionNames(global).restore]: restore }
}
