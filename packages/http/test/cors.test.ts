import { describe, expect, test } from 'vitest'
import { newsroom } from './newsroom.ts'

const app = 'https://app.example.org'
const asked = {
  'access-control-request-method': 'PATCH',
  'access-control-request-headers': 'authorization, content-type, if-match',
}
const corsOf = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'))

describe('a listed origin', () => {
  test('may read answers, with cookies', async () => {
    await using room = await newsroom({ cors: [app], watch: false })
    const response = await fetch(`${room.url}/api/posts`, { headers: { origin: app } })
    expect(response.status).toBe(200)
    expect(corsOf(response)).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': expect.stringContaining('etag'),
      vary: 'origin',
    })
  })

  test.each(['/api/posts', '/api/posts/1', '/api/stations/on-air', '/api/nothing/here', '/healthz'])(
    'gets its question about %s answered without anything else being done',
    async (path) => {
      await using room = await newsroom({ cors: [app] })
      const response = await fetch(room.url + path, { method: 'OPTIONS', headers: { origin: app, ...asked } })
      expect(response.status).toBe(204)
      expect(corsOf(response)).toEqual({
        'access-control-allow-origin': app,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, if-match',
        'access-control-max-age': '600',
        vary: 'origin, access-control-request-headers',
      })
      expect(room.fired()).toEqual([])
    },
  )

  test('may read errors and the answers of endpoints too', async () => {
    await using room = await newsroom({ cors: [app], watch: false })
    for (const path of [
      '/api/posts/nobody',
      '/api/secrets',
      '/api/nothing',
      '/api/posts?x=1',
      '/api/stations/on-air',
    ]) {
      const response = await fetch(room.url + path, { headers: { origin: app } })
      expect(corsOf(response)).toMatchObject({ 'access-control-allow-origin': app, vary: 'origin' })
    }
  })

  test('what an endpoint says its answer varies by is kept', async () => {
    const handler = (): Response => new Response('x', { headers: { vary: 'Accept-Language' } })
    await using room = await newsroom({
      cors: [app],
      watch: false,
      endpoints: [{ path: '/x', method: 'get', handler }],
    })
    const response = await fetch(`${room.url}/api/x`)
    expect(response.headers.get('vary')).toBe('origin, Accept-Language')
  })
})

test.each([
  'https://evil.example.org',
  'http://app.example.org',
  'https://app.example.org:444',
  'https://app.example.org.evil.com',
  'https://xapp.example.org',
  'HTTPS://APP.EXAMPLE.ORG',
  'null',
  '',
])('the origin "%s" is not listed: it is told nothing, and its question is refused', async (origin) => {
  await using room = await newsroom({ cors: [app], watch: false })
  const response = await fetch(`${room.url}/api/posts`, { headers: { origin } })
  expect(corsOf(response)).toEqual({ vary: 'origin' })
  const question = await fetch(`${room.url}/api/posts`, { method: 'OPTIONS', headers: { origin, ...asked } })
  expect(question.status).toBe(405)
  expect(corsOf(question)).toEqual({ vary: 'origin' })
})

test('with * any page may read, but never with cookies', async () => {
  await using room = await newsroom({ cors: '*', watch: false })
  const response = await fetch(`${room.url}/api/posts`, { headers: { origin: 'https://any.example.org' } })
  expect(corsOf(response)).toMatchObject({ 'access-control-allow-origin': '*' })
  expect(corsOf(response)).not.toHaveProperty('access-control-allow-credentials')
})

test('without the option no page of another origin may', async () => {
  await using room = await newsroom({ watch: false })
  expect(corsOf(await fetch(`${room.url}/api/posts`, { headers: { origin: app } }))).toEqual({})
})

test('what is no origin is refused when the door is made', async () => {
  await expect(newsroom({ cors: ['app.example.org'] })).rejects.toMatchObject({ code: 'HTTP_ORIGIN_INVALID' })
})
