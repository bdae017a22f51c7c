import { describe, expect, test } from 'vitest'
import { authRoom, email, password, users } from './auth-room.ts'
import { authScenarios, exp, failed, login, sets, token, user } from './auth-scenario.ts'
import { errorAnswer } from './scenario.ts'

describe('POST /api/users/login', () => {
  const path = '/api/users/login'
  authScenarios([
    {
      title: 'signs in: 200 with user, token and end, and a cookie',
      path,
      body: { email, password },
      status: 200,
      answer: { message: 'Authentication Passed', user, token, exp },
      hooks: login,
      cookie: sets,
    },
    ...[
      { title: 'a wrong password', body: { email, password: 'correct horsf' } },
      { title: 'an unknown account', body: { email: 'nobody@example.org', password } },
    ].map(({ title, body }) => ({
      title: `${title}: 401 that tells nothing`,
      path,
      body,
      status: 401,
      answer: { errors: [{ code: 'AUTH_FAILED', message: 'The email or password provided is incorrect.' }] },
      hooks: failed,
    })),
    { title: 'no body: 400', path, status: 400, answer: errorAnswer('HTTP_BODY_SHAPE'), hooks: failed },
    { title: 'no password: 400', path, body: { email }, status: 400, answer: errorAnswer('AUTH_DATA'), hooks: failed },
    {
      title: 'a parameter: 400',
      path: `${path}?depth=1`,
      body: { email, password },
      status: 400,
      answer: errorAnswer('HTTP_QUERY_UNKNOWN', { path: 'depth', data: expect.anything() }),
      hooks: failed,
    },
  ])

  authScenarios(
    [
      {
        title: 'leaves the token out where the configuration says so',
        path,
        body: { email, password },
        status: 200,
        answer: { message: 'Authentication Passed', user, exp },
        hooks: login,
        cookie: sets,
      },
    ],
    { content: { collections: [users({ useAPIKey: true, removeTokenFromResponses: true })] } },
  )

  const deny = (): never => {
    throw new Error('Only on weekdays')
  }
  authScenarios(
    [
      {
        title: 'what beforeLogin throws is the answer: 403',
        path,
        body: { email, password },
        status: 403,
        answer: { errors: [{ code: 'REFUSED_BY_HOOK', message: 'Only on weekdays' }] },
        hooks: ['users:beforeLogin', ...failed],
      },
    ],
    { content: { collections: [users({ useAPIKey: true }, { hooks: { beforeLogin: [deny] } })] } },
  )

  test('a form is refused before it is read: other sites can send one', async () => {
    await using room = await authRoom()
    const body = new URLSearchParams({ email, password })
    const answer = await fetch(room.url + path, { method: 'POST', body })
    expect([answer.status, room.fired()]).toEqual([415, failed])
  })

  test('after five failures: 429 with Retry-After', async () => {
    await using room = await authRoom()
    for (let i = 0; i < 5; i++) expect((await room.post(path, { email, password: 'wrong' })).status).toBe(401)
    const answer = await room.post(path, { email, password })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await answer.json()).toEqual(errorAnswer('AUTH_DELAYED', { data: { retryAfter: 1 } }))
    room.clock.time += 1000
    expect((await room.post(path, { email, password })).status).toBe(200)
  })

  test('an address has twenty attempts in a minute, whatever headers say about where it comes from', async () => {
    await using room = await authRoom()
    const statuses: number[] = []
    for (let i = 0; i < 25; i++) {
      const headers = {
        'x-forwarded-for': `203.0.113.${i}`,
        forwarded: `for=203.0.113.${i}`,
        'x-real-ip': `203.0.113.${i}`,
      }
      statuses.push((await room.post(path, { email: `nobody${i}@example.org`, password }, headers)).status)
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401))
    expect(statuses.slice(20)).toEqual(Array.from({ length: 5 }, () => 429))
  })
})
