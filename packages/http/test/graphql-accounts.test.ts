import { describe, expect, test } from 'vitest'
import { authRoom, email, password, users, type AuthRoom } from './auth-room.ts'
import { authScenarios, exp, failed, login, sets, token } from './auth-scenario.ts'
import { account, body, failure, fields, loginUser, path } from './graphql-auth-queries.ts'

describe('forgotten passwords', () => {
  const forgot = 'mutation ($email: String!) { forgotPasswordUser(email: $email) }'
  const reset = `mutation ($token: String, $password: String) {
    resetPasswordUser(token: $token, password: $password) { ${fields} token }
  }`
  const unlock = 'mutation ($email: String!) { unlockUser(email: $email) }'
  authScenarios([
    ...[email, 'nobody@example.org'].map((one) => ({
      title: `forgotPasswordUser for ${one}: true, whoever it is`,
      path,
      body: body(forgot, { email: one }),
      status: 200,
      answer: { data: { forgotPasswordUser: true } },
      hooks: one === email ? ['users:afterForgotPassword'] : [],
    })),
    {
      title: 'forgotPasswordUser for nothing: an error',
      path,
      body: body(forgot, { email: '' }),
      status: 200,
      answer: failure('forgotPasswordUser', 'AUTH_DATA'),
      hooks: failed,
    },
    {
      title: 'resetPasswordUser with a token that is none: an error',
      path,
      body: body(reset, { token: 'A'.repeat(43), password }),
      status: 200,
      answer: failure('resetPasswordUser', 'AUTH_RESET_TOKEN'),
      hooks: failed,
    },
    {
      title: 'unlockUser of nobody: an error',
      path,
      body: body(unlock, { email }),
      status: 200,
      answer: failure('unlockUser', 'FORBIDDEN'),
      hooks: failed,
    },
    {
      title: 'unlockUser of a signed-in user',
      path,
      body: body(unlock, { email }),
      as: 'session',
      status: 200,
      answer: { data: { unlockUser: true } },
      hooks: [],
    },
  ])

  test('the token of the mail takes a new password, and signs in; the old sessions are over', async () => {
    await using room = await authRoom()
    const before = await room.token()
    await room.post(path, body(forgot, { email }))
    await room.content.auth.idle()
    const mailed = /^[\w-]{43}$/m.exec(room.mails[0]?.text ?? '')?.[0]
    room.fired()
    const answer = await room.post(path, body(reset, { token: mailed, password: 'another one' }))
    const { data } = (await answer.json()) as { data: { resetPasswordUser: { token: string } } }
    expect(data.resetPasswordUser).toEqual({ user: account, token })
    expect(room.fired().slice(-login.length)).toEqual(login)
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(sets)])
    expect(await room.who({ authorization: `Bearer ${data.resetPasswordUser.token}` })).toBe(email)
    expect(await room.who({ authorization: `Bearer ${before}` })).toBe(null)
  })
})

describe('initializedUser', () => {
  const initialized = body('{ initializedUser }')
  const remove = async (room: AuthRoom): Promise<unknown> => room.content.delete({ collection: 'users', id: room.id })
  authScenarios([
    {
      title: 'there is one',
      path,
      body: initialized,
      status: 200,
      answer: { data: { initializedUser: true } },
      hooks: [],
    },
    {
      title: 'there is none',
      given: remove,
      path,
      body: initialized,
      status: 200,
      answer: { data: { initializedUser: false } },
      hooks: [],
    },
  ])
})

describe('what is served', () => {
  test('`endpoints: false` is about REST: all of it, and nothing else', async () => {
    await using room = await authRoom({ content: { collections: [users({ useAPIKey: true }, { endpoints: false })] } })
    for (const route of [
      'login',
      'logout',
      'refresh-token',
      'forgot-password',
      'reset-password',
      'unlock',
      'first-register',
    ])
      expect((await room.post(`/api/users/${route}`, { email, password })).status).toBe(501)
    for (const route of ['me', 'init', 'first-register'])
      expect((await fetch(`${room.url}/api/users/${route}`)).status).toBe(501)
    const described = (await (await fetch(`${room.url}/api/openapi.json`)).json()) as { paths: object }
    expect(described.paths).toEqual({})
    const answer = await room.post(path, body(loginUser, { email, password }))
    expect(await answer.json()).toEqual({ data: { loginUser: { user: account, token, exp } } })
  })

  test('with `graphql: false` nothing is', async () => {
    await using room = await authRoom({ graphql: false })
    expect((await room.post(path, body(loginUser, { email, password }))).status).toBe(404)
  })

  test('a collection without auth has none of it', async () => {
    await using room = await authRoom()
    for (const query of ['{ meNote { collection } }', '{ initializedNote }', 'mutation { logoutNote }']) {
      const answer = await room.post(path, { query })
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_INVALID' } }] })
    }
  })
})
