import { describe, expect, test } from 'vitest'
import { authRoom, email, password, type AuthRoom } from './auth-room.ts'
import { authScenarios, clears, exp, failed, login, own, sets, token, user } from './auth-scenario.ts'
import { errorAnswer } from './scenario.ts'

describe('the session', () => {
  const me = { user, collection: 'users', message: 'Account' }
  authScenarios([
    {
      title: 'GET me of nobody: 200 without a user',
      method: 'GET',
      path: '/api/users/me',
      status: 200,
      answer: { user: null, message: 'Account' },
      hooks: ['users:afterMe'],
    },
    {
      title: 'GET me with a token',
      method: 'GET',
      path: '/api/users/me',
      as: 'session',
      status: 200,
      answer: { ...me, strategy: 'session', exp },
      hooks: [...own, 'users:afterMe'],
    },
    {
      title: 'GET me with an API key',
      method: 'GET',
      path: '/api/users/me',
      as: 'key',
      status: 200,
      answer: { ...me, strategy: 'api-key' },
      hooks: [...own, 'users:afterMe'],
    },
    {
      title: 'POST refresh-token with a token: it goes on, and is in the answer',
      path: '/api/users/refresh-token',
      as: 'session',
      status: 200,
      answer: { message: 'Token refresh successful.', user, exp, refreshedToken: token },
      hooks: [...own, 'users:afterRefresh'],
    },
    {
      title: 'POST refresh-token with the cookie: it goes on, and scripts do not see it',
      path: '/api/users/refresh-token',
      as: 'cookie',
      status: 200,
      answer: { message: 'Token refresh successful.', user, exp },
      hooks: [...own, 'users:afterRefresh'],
      cookie: sets,
    },
    ...([undefined, 'key'] as const).map((as) => ({
      title: `POST refresh-token of ${as ?? 'nobody'}: 401`,
      path: '/api/users/refresh-token',
      ...(as === undefined ? {} : { as }),
      status: 401,
      answer: errorAnswer('AUTH_NO_SESSION'),
      hooks: as === undefined ? failed : [...own, ...failed],
    })),
    {
      title: 'POST logout: 200, and the cookie goes',
      path: '/api/users/logout',
      as: 'cookie',
      status: 200,
      answer: { message: 'Logout successful.' },
      hooks: ['users:afterLogout'],
      cookie: clears,
    },
    {
      title: 'POST logout of nobody: 401, and the cookie goes all the same',
      path: '/api/users/logout',
      status: 401,
      answer: errorAnswer('AUTH_NO_SESSION'),
      hooks: failed,
      cookie: clears,
    },
  ])

  test('logout ends one session, or with allSessions all of them', async () => {
    await using room = await authRoom()
    const [one, two, three] = [await room.token(), await room.token(), await room.token()]
    const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
    expect((await room.post('/api/users/logout', undefined, bearer(one))).status).toBe(200)
    expect(await Promise.all([one, two, three].map((each) => room.who(bearer(each))))).toEqual([null, email, email])
    expect((await room.post('/api/users/logout?allSessions=true', undefined, bearer(two))).status).toBe(200)
    expect(await Promise.all([one, two, three].map((each) => room.who(bearer(each))))).toEqual([null, null, null])
  })
})

describe('forgotten passwords', () => {
  authScenarios([
    ...[email, 'nobody@example.org'].map((one) => ({
      title: `POST forgot-password for ${one}: 200, whoever it is`,
      path: '/api/users/forgot-password',
      body: { email: one },
      status: 200,
      answer: { message: 'Success' },
      hooks: one === email ? ['users:afterForgotPassword'] : [],
    })),
    {
      title: 'POST forgot-password without an email: 400',
      path: '/api/users/forgot-password',
      body: { email: { contains: '@' } },
      status: 400,
      answer: errorAnswer('AUTH_DATA'),
      hooks: failed,
    },
    {
      title: 'POST reset-password with a token that is none: 403',
      path: '/api/users/reset-password',
      body: { token: 'A'.repeat(43), password },
      status: 403,
      answer: errorAnswer('AUTH_RESET_TOKEN'),
      hooks: failed,
    },
    {
      title: 'POST unlock of nobody: 403',
      path: '/api/users/unlock',
      body: { email },
      status: 403,
      answer: errorAnswer('FORBIDDEN'),
      hooks: failed,
    },
    {
      title: 'POST unlock of a signed-in user: 200',
      path: '/api/users/unlock',
      body: { email },
      as: 'session',
      status: 200,
      answer: { message: 'Success' },
      hooks: [],
    },
  ])

  test('the token of the mail takes a new password, and signs in; the old sessions are over', async () => {
    await using room = await authRoom()
    const before = await room.token()
    await room.post('/api/users/forgot-password', { email })
    await room.content.auth.idle()
    const mailed = /^[\w-]{43}$/m.exec(room.mails[0]?.text ?? '')?.[0]
    const answer = await room.post('/api/users/reset-password', { token: mailed, password: 'another one' })
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as { token: string }
    expect(body).toEqual({ message: 'Password reset successfully.', user, token, exp })
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(sets)])
    expect(await room.who({ authorization: `Bearer ${body.token}` })).toBe(email)
    expect(await room.who({ authorization: `Bearer ${before}` })).toBe(null)
  })
})

describe('the first account', () => {
  const register = async (room: AuthRoom): Promise<unknown> => room.content.delete({ collection: 'users', id: room.id })
  authScenarios([
    {
      title: 'GET init: there is one',
      method: 'GET',
      path: '/api/users/init',
      status: 200,
      answer: { initialized: true },
      hooks: [],
    },
    {
      title: 'GET init: there is none',
      given: register,
      method: 'GET',
      path: '/api/users/init',
      status: 200,
      answer: { initialized: false },
      hooks: [],
    },
    {
      title: 'POST first-register without the link: 403, though there is no account',
      given: register,
      path: '/api/users/first-register',
      body: { email, password },
      status: 403,
      answer: errorAnswer('AUTH_FIRST_USER'),
      hooks: failed,
    },
  ])

  test('POST first-register with the link makes it and signs in', async () => {
    await using room = await authRoom()
    await register(room)
    const offer = await room.content.auth.offerFirstUser()
    room.fired()
    const data = { email: 'eve@example.org', password, token: offer?.token }
    const answer = await room.post('/api/users/first-register', data)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      message: 'Successfully registered first user.',
      user: { email: 'eve@example.org', collection: 'users' },
      token,
      exp,
    })
    expect(room.fired().slice(-login.length)).toEqual(login)
    expect((await room.post('/api/users/first-register', data)).status).toBe(403)
  })

  test('its page runs no script but its own, and its script is there', async () => {
    await using room = await authRoom()
    const page = await fetch(`${room.url}/api/users/first-register`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(await page.text()).toContain('src="first-register.js"')
    const script = await fetch(`${room.url}/api/users/first-register.js`)
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  })
})

test('a collection without auth has none of these routes', async () => {
  await using room = await authRoom()
  for (const path of [
    'login',
    'logout',
    'refresh-token',
    'forgot-password',
    'reset-password',
    'unlock',
    'first-register',
  ])
    expect((await room.post(`/api/notes/${path}`, {})).status).not.toBe(200)
  expect((await fetch(`${room.url}/api/notes/me`)).status).toBe(404)
})
