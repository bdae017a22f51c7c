import { describe, expect, test } from 'vitest'
import { authRoom, email, password } from './auth-room.ts'
import { authScenarios, clears, exp, failed, own, sets, token } from './auth-scenario.ts'
import { account, body, failure, fields, loginUser, path } from './graphql-auth-queries.ts'

describe('the session', () => {
  const meUser = `{ meUser { ${fields} collection strategy exp token } }`
  const refreshTokenUser = `mutation { refreshTokenUser { ${fields} exp refreshedToken strategy } }`
  const me = { user: account, collection: 'users' }
  authScenarios([
    {
      title: 'meUser of nobody',
      path,
      body: body(meUser),
      status: 200,
      answer: { data: { meUser: { user: null, collection: null, strategy: null, exp: null, token: null } } },
      hooks: ['users:afterMe'],
    },
    {
      title: 'meUser with a token',
      path,
      body: body(meUser),
      as: 'session',
      status: 200,
      answer: { data: { meUser: { ...me, strategy: 'session', exp, token } } },
      hooks: [...own, 'users:afterMe'],
    },
    {
      title: 'meUser with the cookie: scripts do not see the token',
      path,
      body: body(meUser),
      as: 'cookie',
      status: 200,
      answer: { data: { meUser: { ...me, strategy: 'session', exp, token: null } } },
      hooks: [...own, 'users:afterMe'],
    },
    {
      title: 'meUser with an API key, over GET',
      method: 'GET',
      path: `${path}?query=${encodeURIComponent(meUser)}`,
      as: 'key',
      status: 200,
      answer: { data: { meUser: { ...me, strategy: 'api-key', exp: null, token: null } } },
      hooks: [...own, 'users:afterMe'],
    },
    {
      title: 'refreshTokenUser with a token: it goes on, and is in the answer',
      path,
      body: body(refreshTokenUser),
      as: 'session',
      status: 200,
      answer: { data: { refreshTokenUser: { user: account, exp, refreshedToken: token, strategy: 'session' } } },
      hooks: [...own, 'users:afterRefresh'],
    },
    {
      title: 'refreshTokenUser with the cookie: it goes on, and scripts do not see it',
      path,
      body: body(refreshTokenUser),
      as: 'cookie',
      status: 200,
      answer: { data: { refreshTokenUser: { user: account, exp, refreshedToken: null, strategy: 'session' } } },
      hooks: [...own, 'users:afterRefresh'],
      cookie: sets,
    },
    ...([undefined, 'key'] as const).map((as) => ({
      title: `refreshTokenUser of ${as ?? 'nobody'}: an error`,
      path,
      body: body(refreshTokenUser),
      ...(as === undefined ? {} : { as }),
      status: 200,
      answer: failure('refreshTokenUser', 'AUTH_NO_SESSION'),
      hooks: as === undefined ? failed : [...own, ...failed],
    })),
    {
      title: 'logoutUser: the cookie goes',
      path,
      body: body('mutation { logoutUser }'),
      as: 'cookie',
      status: 200,
      answer: { data: { logoutUser: 'Logout successful.' } },
      hooks: ['users:afterLogout'],
      cookie: clears,
    },
    {
      title: 'logoutUser of nobody: an error, and the cookie goes all the same',
      path,
      body: body('mutation { logoutUser }'),
      status: 200,
      answer: failure('logoutUser', 'AUTH_NO_SESSION'),
      hooks: failed,
      cookie: clears,
    },
    ...['mutation { logoutUser }', 'mutation { loginUser(email: "a@example.org", password: "b") { token } }'].map(
      (query) => ({
        title: `${query} over GET: 405`,
        method: 'GET' as const,
        path: `${path}?query=${encodeURIComponent(query)}`,
        as: 'cookie' as const,
        status: 405,
        answer: { errors: [{ message: expect.any(String), extensions: { code: 'GRAPHQL_GET_MUTATION' } }] },
        hooks: ['afterError'],
      }),
    ),
  ])

  const bearer = (one: string): Record<string, string> => ({ authorization: `Bearer ${one}` })

  test('logoutUser ends one session, or with allSessions all of them', async () => {
    await using room = await authRoom()
    const tokens = [await room.token(), await room.token(), await room.token()]
    const [one = '', two = ''] = tokens
    const whose = (): Promise<(string | null)[]> => Promise.all(tokens.map((each) => room.who(bearer(each))))
    await room.post(path, { query: 'mutation { logoutUser }' }, bearer(one))
    expect(await whose()).toEqual([null, email, email])
    await room.post(path, { query: 'mutation { logoutUser(allSessions: true) }' }, bearer(two))
    expect(await whose()).toEqual([null, null, null])
  })

  test('what comes after logoutUser in the same request is nobody’s', async () => {
    await using room = await authRoom()
    const make = 'createNote(data: { text: "x" }) { id }'
    const query = `mutation { before: ${make} logoutUser after: ${make} }`
    const answer = await room.post(
      path,
      [{ query }, { query: '{ meUser { user { email } } }' }],
      bearer(await room.token()),
    )
    expect(await answer.json()).toEqual([
      {
        errors: [expect.objectContaining({ path: ['after'], extensions: { code: 'FORBIDDEN' } })],
        data: { before: { id: expect.any(String) }, logoutUser: 'Logout successful.', after: null },
      },
      { data: { meUser: { user: null } } },
    ])
  })

  test('what comes after loginUser in the same request is the account’s, with its session', async () => {
    await using room = await authRoom()
    const make = 'createNote(data: { text: "x" }) { id }'
    const query = `mutation ($email: String!, $password: String) {
      before: ${make} loginUser(email: $email, password: $password) { token } after: ${make} refreshTokenUser { exp refreshedToken }
    }`
    const me = { query: '{ meUser { user { email } token } }' }
    const answer = await room.post(path, [body(query, { email, password }), me])
    const [made, asked] = (await answer.json()) as [{ data: { loginUser: { token: string } } }, object]
    expect(made).toEqual({
      errors: [expect.objectContaining({ path: ['before'], extensions: { code: 'FORBIDDEN' } })],
      data: {
        before: null,
        loginUser: { token },
        after: { id: expect.any(String) },
        refreshTokenUser: { exp, refreshedToken: null },
      },
    })
    expect(asked).toEqual({ data: { meUser: { user: { email }, token: null } } })
    const [cookie, ...others] = answer.headers.getSetCookie()
    expect(cookie).toContain(`crochet-token=${made.data.loginUser.token};`)
    expect(others).toEqual([])
  })

  test('a login that fails leaves the request whose it was', async () => {
    await using room = await authRoom()
    const query = `mutation { loginUser(email: "${email}", password: "wrong") { token } createNote(data: { text: "x" }) { id } }`
    for (const headers of [{}, bearer(await room.token())]) {
      const answer = await room.post(path, { query }, headers)
      const { data } = (await answer.json()) as { data: { createNote: object | null } }
      expect(data.createNote === null).toBe(!('authorization' in headers))
    }
  })

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a program', {}],
    ['a sister host', { 'sec-fetch-site': 'same-site' }],
  ])('the cookie that %s sends along says nothing', async (_who, headers) => {
    await using room = await authRoom()
    const session = await room.token()
    const cookie = `crochet-token=${session}`
    for (const query of ['mutation { logoutUser }', 'mutation { refreshTokenUser { exp } }']) {
      const answer = await room.post(path, { query }, { cookie, ...headers })
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'AUTH_NO_SESSION' } }] })
    }
    expect(await room.who(bearer(session))).toBe(email)
  })

  test('a form, and a text, are refused before they are read: other sites can send them', async () => {
    await using room = await authRoom()
    const sent = JSON.stringify({ query: loginUser, variables: { email, password } })
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
      const answer = await fetch(room.url + path, { method: 'POST', headers: { 'content-type': type }, body: sent })
      expect([answer.status, answer.headers.getSetCookie(), room.fired()]).toEqual([415, [], ['afterError']])
    }
  })
})
