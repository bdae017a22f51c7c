import type { GlobalConfig } from '@crochet/content'
import { GraphQLNonNull } from 'graphql'
import { globalName } from '../entity-names.ts'
import type { RootFields } from './collection-fields.ts'
import { operation, type RootTypes } from './root-types.ts'

/** `Settings`. */
export function globalQueries(global: GlobalConfig, types: RootTypes): RootFields {
  const { slug } = global
  const type = types.documents.of(`globals/${slug}`)
  const call = operation({ args: {} }, async ({ content, circumstances, complete }, _args, info) => {
    const reading = types.selections.one(info, type)
    return complete(await content.findGlobal({ ...reading.args, slug, ...circumstances }), reading)
  })
  return { [globalName(global)]: { type, ...call } }
}

/** `updateSettings`. */
export function globalMutations(global: GlobalConfig, types: RootTypes): RootFields {
  const { slug, fields } = global
  const name = globalName(global)
  const type = types.documents.of(`globals/${slug}`)
  const args = { data: { type: new GraphQLNonNull(types.inputs.of(fields, name, 'create')) } }
  const call = operation({ args }, async ({ content, circumstances, complete }, { data }, info) => {
    const reading = types.selections.one(info, type)
    return complete(await content.updateGlobal({ ...reading.args, data, slug, ...circumstances }), reading)
  })
  return { [`update${name}`]: { type, ...call } }
}
