import { describe, expect, test } from 'vitest'
import { errorAnswer, scenarios, type Scenario } from './scenario.ts'
import { newsroom } from './newsroom.ts'

const failed = ['posts:afterError', 'afterError']
const refused = (title: string, query: string, entry: { code: string; path?: string }): Scenario => ({
  title,
  path: `/api/posts?${query}`,
  status: 400,
  answer: { errors: [expect.objectContaining(entry)] },
  hooks: failed,
})

describe('a query that is not understood is refused, never half understood', () => {
  scenarios([
    refused('an unknown parameter', 'colour=red', { code: 'HTTP_QUERY_UNKNOWN', path: 'colour' }),
    refused('a parameter with a prototype name', 'constructor=1', { code: 'HTTP_QUERY_UNKNOWN', path: 'constructor' }),
    refused('a parameter given twice', 'limit=1&limit=2', { code: 'HTTP_QUERY_TWICE', path: 'limit' }),
    refused('a condition given twice', 'where[title][equals]=a&where[title][equals]=b', { code: 'HTTP_QUERY_TWICE' }),
    refused('a condition given twice in two spellings', 'where[title][equals]=a&where%5Btitle%5D[equals]=b', {
      code: 'HTTP_QUERY_TWICE',
    }),
    refused('__proto__ as a field', 'where[__proto__][equals]=a', { code: 'HTTP_QUERY_SHAPE' }),
    refused('__proto__ as a parameter', '__proto__[limit]=5', { code: 'HTTP_QUERY_SHAPE' }),
    refused('__proto__ percent-encoded', 'where[%5F%5Fproto__][equals]=a', { code: 'HTTP_QUERY_SHAPE' }),
    refused('bytes that are no UTF-8', 'where[title][equals]=%ff', { code: 'HTTP_QUERY_SHAPE' }),
    refused('brackets nested without end', `where${'[and][0]'.repeat(20)}[title][equals]=a`, {
      code: 'HTTP_QUERY_LIMIT',
    }),
    refused('a locale that is no name', 'locale=../en', { code: 'HTTP_QUERY_SHAPE', path: 'locale' }),
    refused('a depth that is no number', 'depth=-1', { code: 'HTTP_QUERY_SHAPE', path: 'depth' }),
    refused('a depth over the limit', 'depth=6', { code: 'HTTP_QUERY_LIMIT', path: 'depth' }),
    refused('a join of no field', 'joins[nothing]=false', { code: 'JOINS_SHAPE', path: 'nothing' }),
    refused('an index far out', 'where[and][5000][title][equals]=a', { code: 'HTTP_QUERY_LIMIT' }),
    {
      ...refused('a pagination that is no yes or no', 'pagination=0', { code: 'PAGE_RANGE', path: 'pagination' }),
      hooks: ['posts:beforeOperation', 'posts:beforeRead', ...failed],
    },
    {
      ...refused('a limit that is no number', 'limit=ten', { code: 'PAGE_RANGE' }),
      hooks: ['posts:beforeOperation', 'posts:beforeRead', ...failed],
    },
  ])
})

test('hooks are told the locale, whatever the route', async () => {
  const seen: unknown[] = []
  await using room = await newsroom({
    watch: false,
    prepare: ({ hooks }) =>
      hooks.on('posts:beforeOperation', ({ req, operation }) => void seen.push(`${operation} ${req.locale}`)),
  })
  const { id } = await room.content.create({ collection: 'posts', data: { title: 'x' } })
  seen.splice(0)
  const send = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${room.url}/api/posts${path}locale=de-AT`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    })
  for (const path of ['?', '/count?', '/distinct?field=title&', `/${id}?`]) await send('GET', path)
  await send('POST', '?', '{"title":"y"}')
  await send('POST', `/${id}/duplicate?`)
  await send('PATCH', `/${id}?`, '{}')
  await send('PATCH', '?where[title][equals]=y&', '{}')
  await send('DELETE', '?where[title][equals]=y&')
  await send('DELETE', `/${id}?`)
  const operations = ['read', 'read', 'read', 'read', 'create', 'create', 'update', 'update', 'delete', 'delete']
  expect(seen).toEqual(operations.map((operation) => `${operation} de-AT`))
})

test('limit is 1 to 250', async () => {
  await using room = await newsroom({ watch: false })
  for (const [limit, status] of [
    [0, 400],
    [1, 200],
    [249, 200],
    [250, 200],
    [251, 400],
  ] as const) {
    expect({ limit, status: (await fetch(`${room.url}/api/posts?limit=${limit}`)).status }).toEqual({ limit, status })
  }
})

test('a route takes only its own parameters', async () => {
  await using room = await newsroom({ watch: false })
  const { id } = await room.content.create({ collection: 'posts', data: { title: 'x' } })
  for (const path of [
    `/api/posts/${id}?where[title][equals]=x`,
    '/api/posts/count?limit=1',
    '/api/globals/settings?sort=siteName',
  ]) {
    const response = await fetch(room.url + path)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(
      errorAnswer('HTTP_QUERY_UNKNOWN', { path: expect.any(String), data: expect.any(Object) }),
    )
  }
})

test.each([
  { body: '{"__proto__":{"polluted":true},"title":"x"}', status: 400 },
  { body: '{"title":"x","extra":{"deep":[{"__proto__":{"polluted":true}}]}}', status: 400 },
  { body: '{"title":"x","extra":{"constructor":{"prototype":{"polluted":true}}}}', status: 400 },
  { body: '{"title":"x","extra":{"\\u005f_proto__":{"polluted":true}}}', status: 400 },
])('no prototype is reached by $body', async ({ body, status }) => {
  await using room = await newsroom({ watch: false })
  const response = await fetch(`${room.url}/api/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(errorAnswer('HTTP_BODY_KEY'))
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
