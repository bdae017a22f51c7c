import type { CollectionConfig, Data } from '@crochet/content'
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLResolveInfo,
} from 'graphql'
import type { Asked } from '../../auth/auth-actions.ts'
import { authNames } from '../auth-names.ts'
import type { GraphqlContext } from '../graphql-context.ts'
import type { RootFields } from './collection-fields.ts'
import { operation, type Args, type Call, type RootTypes } from './root-types.ts'

/** Passwords are hashed, to be compared or stored: some 50 ms of a processor, and 19 MiB. */
const costOfPassword = 100

const text = { type: GraphQLString }
const flag = { type: GraphQLBoolean }
/** `Int` ends in 2038. */
const exp = { type: GraphQLFloat, description: 'When the session ends, in seconds since 1970.' }
const email = { type: new GraphQLNonNull(GraphQLString) }

/** `meUser` and `initializedUser`. */
export function authQueries(collection: CollectionConfig, types: RootTypes): RootFields {
  const { slug } = collection
  const names = authNames(collection)
  return {
    [names.queries.me]: withUser(collection, types, {
      name: names.types.me,
      fields: { collection: text, exp, strategy: text, token: text },
      async perform({ content, actions, visit }, asked) {
        const response = await content.auth.me(asked)
        const token = response['user'] === null ? undefined : actions.tokenOf(visit, slug)
        return { token, ...response }
      },
    }),
    [names.queries.initialized]: {
      ...flag,
      description: 'Whether there is an account.',
      ...operation({ slug, args: {} }, ({ content }) => content.auth.isInitialized(slug)),
    },
  }
}

/** `loginUser`, `logoutUser`, `refreshTokenUser`, `forgotPasswordUser`, `resetPasswordUser` and `unlockUser`. */
export function authMutations(collection: CollectionConfig, types: RootTypes): RootFields {
  const { slug } = collection
  const names = authNames(collection)
  return {
    [names.mutations.login]: withUser(collection, types, {
      name: names.types.login,
      fields: { exp, token: text },
      args: { email, password: text },
      cost: costOfPassword,
      perform: async ({ actions, visit }, asked, data) => ({ ...(await actions.login(visit, { ...asked, data })) }),
    }),
    [names.mutations.logout]: {
      ...text,
      ...operation({ slug, args: { allSessions: flag } }, ({ actions, visit, as }, args) =>
        actions.logout(visit, { ...as(slug), allSessions: args['allSessions'] === true }),
      ),
    },
    [names.mutations.refreshToken]: withUser(collection, types, {
      name: names.types.refreshToken,
      fields: { exp, refreshedToken: text, strategy: text },
      perform: async ({ actions, visit }, asked) => ({
        strategy: 'session',
        ...(await actions.refresh(visit, asked)),
      }),
    }),
    [names.mutations.forgotPassword]: {
      ...flag,
      description: 'Mails a link if there is such an account; `true` for every email.',
      ...operation({ slug, args: { email } }, async ({ content, as }, { email: given }) => {
        content.auth.mailNewPassword({ ...as(slug), data: { email: given } })
        return true
      }),
    },
    [names.mutations.resetPassword]: withUser(collection, types, {
      name: names.types.resetPassword,
      fields: { exp, token: text },
      args: { token: text, password: text },
      cost: costOfPassword,
      perform: async ({ actions, visit }, asked, data) => ({
        ...(await actions.resetPassword(visit, { ...asked, data })),
      }),
    }),
    [names.mutations.unlock]: {
      ...flag,
      ...operation({ slug, args: { email } }, async ({ content, as }, { email: given }) => {
        await content.auth.unlock({ ...as(slug), data: { email: given } })
        return true
      }),
    },
  }
}

/** What is answered about a session, with the account as `user`. */
interface Session {
  /** Of the type of the answer. */
  readonly name: string
  readonly fields: GraphQLFieldConfigMap<unknown, unknown>
  readonly args?: GraphQLFieldConfigArgumentMap
  readonly cost?: number
  readonly perform: (call: Call, asked: Asked, args: Data) => Promise<Data>
}

/** The account is read as deep as is selected, and whole: hooks such as `afterLogin` see all of its fields. */
function withUser(
  { slug }: CollectionConfig,
  types: RootTypes,
  { name, fields, args = {}, cost, perform }: Session,
): GraphQLFieldConfig<unknown, GraphqlContext> {
  const type = new GraphQLObjectType({ name, fields: { ...fields, user: { type: types.documents.of(slug) } } })
  const resolve = async (call: Call, given: Args, info: GraphQLResolveInfo): Promise<Data> => {
    const reading = types.selections.inside(info, type, 'user')
    const { select: _, ...deep } = reading.args
    const { locale: _locale, ...sent } = given
    const answer = await perform(call, { ...call.as(slug), ...deep }, sent)
    await call.complete(answer['user'], reading)
    return answer
  }
  return { type, ...operation({ slug, args, ...(cost !== undefined && { cost }) }, resolve) }
}
