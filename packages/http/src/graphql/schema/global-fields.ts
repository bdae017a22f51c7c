import type { GlobalConfig } from '@crochet/content'
import { GraphQLNonNull } from 'graphql'
import { globalName } from '../entity-names.ts'
import type { RootFields } from './collection-fields.ts'
import { operation, type RootTypes } from './root-types.ts'

/** `Settings`. */
export function globalQueries(global: GlobalConfig, types: RootTypes): RootFields {
  const { slug } = global
  const type = types.documents.of(`globals/${slug}`)
  const call = operation(undefined, ({ content, req }, _args, info) =>
    content.findGlobal({ ...types.selections.one(info, type), slug, req, overrideAccess: false }),
  )
  return { [globalName(global)]: { type, ...call } }
}

/** `updateSettings`. */
export function globalMutations(global: GlobalConfig, types: RootTypes): RootFields {
  const { slug, fields } = global
  const name = globalName(global)
  const type = types.documents.of(`globals/${slug}`)
  const args = { data: { type: new GraphQLNonNull(types.inputs.of(fields, name, 'create')) } }
  const call = operation(undefined, ({ content, req }, { data }, info) =>
    content.updateGlobal({ ...types.selections.one(info, type), data, slug, req, overrideAccess: false }),
  )
  return { [`update${name}`]: { type, args, ...call } }
}
