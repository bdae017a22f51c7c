import type { CollectionConfig, TypeNames } from '@crochet/content'
import { answer, jsonOf, refusals } from './answers.ts'
import type { Operation, Paths } from './paths.ts'
import { objectSchema, schemaRef, type Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const message: Schema = { type: 'string', description: 'For people.' }
const email: Schema = { type: 'string', format: 'email' }
const exp: Schema = { type: 'integer', description: 'When the session ends, in seconds since 1970.' }
const all = (properties: Readonly<Record<string, Schema>>): Schema => objectSchema(properties, Object.keys(properties))
const told = all({ message })

/** What is served below `/api/<slug>` of an auth collection besides; nothing for others. */
export function authPaths({ slug, auth }: CollectionConfig, types: TypeNames): Paths {
  const names = types.names.get(slug)
  if (names === undefined || auth === undefined || auth === false) return {}
  const user = schemaRef(names.doc)
  const signedIn = objectSchema({ message, user, token: text, exp }, ['message', 'user', 'exp'])
  const operation = (
    name: string,
    summary: string,
    { takes, gives }: { takes?: Schema; gives: Schema },
  ): Operation => ({
    operationId: `${name}_${slug.replaceAll('-', '_')}`,
    summary,
    tags: [slug],
    parameters: [],
    ...(takes === undefined ? {} : { requestBody: { required: true, ...jsonOf(takes) } }),
    responses: { '200': answer('Done.', gives), ...refusals(400) },
  })
  const at = (route: string): string => `/api/${slug}/${route}`
  const logout = operation('logout', 'End the session', { gives: told })
  return {
    [at('login')]: {
      post: operation('login', 'Sign in', { takes: all({ email, password: text }), gives: signedIn }),
    },
    [at('logout')]: {
      post: {
        ...logout,
        parameters: [
          {
            name: 'allSessions',
            in: 'query',
            description: 'Whether all sessions of the account end.',
            schema: { type: 'boolean' },
          },
        ],
      },
    },
    [at('me')]: {
      get: operation('me', 'Who asks', {
        gives: objectSchema(
          { user: { anyOf: [user, { type: 'null' }] }, collection: text, strategy: text, exp, message },
          ['user', 'message'],
        ),
      }),
    },
    [at('refresh-token')]: {
      post: operation('refresh', 'Let the session go on', {
        gives: objectSchema({ message, user, exp, refreshedToken: text }, ['message', 'user', 'exp']),
      }),
    },
    [at('forgot-password')]: {
      post: operation('forgotPassword', 'Mail a link to a new password', { takes: all({ email }), gives: told }),
    },
    [at('reset-password')]: {
      post: operation('resetPassword', 'Choose a new password, with the token of the mail', {
        takes: all({ token: text, password: text }),
        gives: signedIn,
      }),
    },
    [at('unlock')]: {
      post: operation('unlock', 'End the wait of an account', { takes: all({ email }), gives: told }),
    },
    [at('init')]: {
      get: operation('init', 'Whether there is an account', { gives: all({ initialized: { type: 'boolean' } }) }),
    },
    [at('first-register')]: {
      get: {
        ...operation('firstRegisterPage', 'The page that the link to the first account leads to', { gives: text }),
        responses: { '200': { description: 'A page for people.', content: { 'text/html': { schema: text } } } },
      },
      post: operation('firstRegister', 'Make the first account, with the token of the link', {
        takes: {
          ...all({ token: text, email, password: text }),
          description: 'And the other fields of the collection.',
        },
        gives: signedIn,
      }),
    },
  }
}
