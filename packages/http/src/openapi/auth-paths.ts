import type { CollectionConfig, TypeNames } from '@crochet/content'
import { answer, jsonOf, refusals } from './answers.ts'
import type { Operation, Paths } from './paths.ts'
import { objectSchema, schemaRef, type Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const message = { message: text }
/** Seconds since 1970. */
const exp: Schema = { type: 'integer', description: 'When the session ends, in seconds since 1970.' }
const email: Schema = { type: 'string', format: 'email' }
const password: Schema = { type: 'string', writeOnly: true }

/** What is served below `/api/<slug>` for an auth collection besides the routes of every collection. */
export function authPaths({ slug, auth }: CollectionConfig, types: TypeNames): Paths {
  const names = types.names.get(slug)
  if (names === undefined || auth === undefined || auth === false) return {}
  const user = schemaRef(names.doc)
  const signedIn = answer(
    'The session, in the cookie too.',
    objectSchema({ ...message, user, token: text, exp }, ['message', 'user', 'exp']),
  )
  const route = (name: string, summary: string, rest: Partial<Operation>): Operation => ({
    operationId: `${name}_${slug.replaceAll('-', '_')}`,
    summary,
    tags: [slug],
    parameters: [],
    responses: { '200': answer('Done.', objectSchema(message, ['message'])), ...refusals(400, 403) },
    ...rest,
  })
  const body = (properties: Record<string, Schema>): Pick<Operation, 'requestBody'> => ({
    requestBody: { required: true, ...jsonOf(objectSchema(properties, Object.keys(properties))) },
  })
  const answers = (one: ReturnType<typeof answer>): Pick<Operation, 'responses'> => ({
    responses: { '200': one, ...refusals(400, 403) },
  })
  const url = `/api/${slug}`
  return {
    [`${url}/login`]: { post: route('login', 'Sign in', { ...body({ email, password }), ...answers(signedIn) }) },
    [`${url}/logout`]: {
      post: route('logout', 'Sign out', {
        parameters: [
          {
            name: 'allSessions',
            in: 'query',
            description: '`true`: everywhere, not only here.',
            schema: { type: 'boolean', default: false },
          },
        ],
      }),
    },
    [`${url}/me`]: {
      get: route('me', 'Who is signed in', {
        ...answers(
          answer(
            'The account, or `null` for nobody.',
            objectSchema({ ...message, user: { anyOf: [user, { type: 'null' }] } }, ['user']),
          ),
        ),
      }),
    },
    [`${url}/refresh-token`]: {
      post: route('refresh', 'Make the session last longer', {
        ...answers(
          answer('The session.', objectSchema({ ...message, user, exp, refreshedToken: text }, ['message', 'exp'])),
        ),
      }),
    },
    [`${url}/forgot-password`]: {
      post: route('forgotPassword', 'Ask for a mail with a link to a new password', body({ email })),
    },
    [`${url}/reset-password`]: {
      post: route('resetPassword', 'Choose a new password', {
        ...body({ token: text, password }),
        ...answers(signedIn),
      }),
    },
    [`${url}/unlock`]: { post: route('unlock', 'Let an account sign in again at once', body({ email })) },
    [`${url}/init`]: {
      get: route('init', 'Whether there is an account', {
        ...answers(answer('Whether there is.', objectSchema({ initialized: { type: 'boolean' } }, ['initialized']))),
      }),
    },
    [`${url}/first-register`]: {
      get: route('firstUserPage', 'The page for the first account', {
        responses: { '200': { description: 'A page.' }, ...refusals() },
      }),
      post: route('firstRegister', 'Make the first account', {
        description: 'With the token of the link that the server has printed.',
        requestBody: { required: true, ...jsonOf(schemaRef(names.data)) },
        ...answers(signedIn),
      }),
    },
  }
}

interface SecurityScheme {
  readonly type: 'http' | 'apiKey'
  readonly description: string
  readonly scheme?: 'bearer'
  readonly in?: 'cookie' | 'header'
  readonly name?: string
}

/** How one says who one is; nothing where there are no accounts. */
export function securityOf(
  collections: readonly CollectionConfig[],
  cookie: string,
): { security?: readonly object[]; schemes?: Readonly<Record<string, SecurityScheme>> } {
  const withAccounts = collections.filter(({ auth = false }) => auth !== false)
  if (withAccounts.length === 0) return {}
  const keys = withAccounts.filter(({ auth }) => typeof auth === 'object' && auth.useAPIKey === true)
  const header = keys.map(({ slug }) => `\`${slug} API-Key …\``).join(', ')
  const schemes: Record<string, SecurityScheme> = {
    token: { type: 'http', scheme: 'bearer', description: 'The token of a session.' },
    cookie: { type: 'apiKey', in: 'cookie', name: cookie, description: 'The same, as browsers send it.' },
    ...(keys.length > 0 && {
      apiKey: { type: 'apiKey', in: 'header', name: 'Authorization', description: `A key of an account: ${header}.` },
    }),
  }
  // Nobody has to: what nobody may do is for access rules to say.
  return { schemes, security: [{}, ...Object.keys(schemes).map((name) => ({ [name]: [] }))] }
}
