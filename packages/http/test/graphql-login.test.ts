import { describe, expect } from 'vitest'
import { email, password, users } from './auth-room.ts'
import { authScenarios, exp, failed, login, own, sets, token } from './auth-scenario.ts'
import { account, body, failure, fields, loginUser, path } from './graphql-auth-queries.ts'

describe('loginUser', () => {
  authScenarios([
    {
      title: 'signs in: user, token and end, and a cookie',
      path,
      body: body(loginUser, { email, password }),
      status: 200,
      answer: { data: { loginUser: { user: account, token, exp } } },
      hooks: login,
      cookie: sets,
    },
    ...[
      { title: 'a wrong password', variables: { email, password: 'correct horsf' } },
      { title: 'an unknown account', variables: { email: 'nobody@example.org', password } },
    ].map(({ title, variables }) => ({
      title: `${title}: an error that tells nothing`,
      path,
      body: body(loginUser, variables),
      status: 200,
      answer: {
        errors: [
          {
            message: 'The email or password provided is incorrect.',
            path: ['loginUser'],
            locations: [{ line: 2, column: 3 }],
            extensions: { code: 'AUTH_FAILED' },
          },
        ],
        data: { loginUser: null },
      },
      hooks: failed,
    })),
    {
      title: 'no password: an error',
      path,
      body: body(loginUser, { email }),
      status: 200,
      answer: failure('loginUser', 'AUTH_DATA'),
      hooks: failed,
    },
    {
      title: 'one that fails, one that does not: the cookie of the latter',
      path,
      body: body(
        `mutation ($email: String!, $password: String) {
          one: loginUser(email: $email, password: "wrong") { exp }
          two: loginUser(email: $email, password: $password) { exp }
        }`,
        { email, password },
      ),
      status: 200,
      answer: { errors: [expect.objectContaining({ path: ['one'] })], data: { one: null, two: { exp } } },
      hooks: [...login, ...failed],
      cookie: sets,
    },
  ])

  authScenarios(
    [
      {
        title: 'leaves the token out where the configuration says so',
        path,
        body: body(loginUser, { email, password }),
        status: 200,
        answer: { data: { loginUser: { user: account, token: null, exp } } },
        hooks: login,
        cookie: sets,
      },
      {
        title: 'so does meUser',
        path,
        body: body(`{ meUser { ${fields} token } }`),
        as: 'session',
        status: 200,
        answer: { data: { meUser: { user: account, token: null } } },
        hooks: [...own, 'users:afterMe'],
      },
      ...(['graphql', 'rest'] as const).map((door) => ({
        title: `so does refreshing over ${door}`,
        path: door === 'graphql' ? path : '/api/users/refresh-token',
        ...(door === 'graphql' && { body: body('mutation { refreshTokenUser { refreshedToken exp } }') }),
        as: 'session' as const,
        status: 200,
        answer:
          door === 'graphql'
            ? { data: { refreshTokenUser: { refreshedToken: null, exp } } }
            : { message: 'Token refresh successful.', user: expect.objectContaining(account), exp },
        hooks: [...own, 'users:afterRefresh'],
      })),
    ],
    { content: { collections: [users({ useAPIKey: true, removeTokenFromResponses: true })] } },
  )

  const deny = (): never => {
    throw new Error('Only on weekdays')
  }
  authScenarios(
    [
      {
        title: 'what beforeLogin throws is the answer',
        path,
        body: body(loginUser, { email, password }),
        status: 200,
        answer: {
          errors: [expect.objectContaining({ message: 'Only on weekdays', extensions: { code: 'REFUSED_BY_HOOK' } })],
          data: { loginUser: null },
        },
        hooks: ['users:beforeLogin', ...failed],
      },
    ],
    { content: { collections: [users({ useAPIKey: true }, { hooks: { beforeLogin: [deny] } })] } },
  )
})
