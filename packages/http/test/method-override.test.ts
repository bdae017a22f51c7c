import { describe, expect, test } from 'vitest'
import { aPost, failed, of } from './expected.ts'
import { newsroom } from './newsroom.ts'
import { errorAnswer, scenarios, type Scenario } from './scenario.ts'

const asGet = { 'x-http-method-override': 'GET' }
const form = { ...asGet, 'content-type': 'application/x-www-form-urlencoded' }
const reading = of('posts', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation')
const onePost = expect.objectContaining({ docs: [expect.objectContaining({ views: 3 })], totalDocs: 1 })

const posted = (title: string, scenario: Partial<Scenario>): Scenario => ({
  title,
  given: aPost,
  method: 'POST',
  path: '/api/posts',
  headers: asGet,
  status: 200,
  hooks: reading,
  ...scenario,
})
const refused = (title: string, code: string, scenario: Partial<Scenario>): Scenario =>
  posted(title, { status: 400, answer: errorAnswer(code), hooks: failed, ...scenario })

describe('POST with X-HTTP-Method-Override: GET reads, with the query in the body', () => {
  scenarios([
    posted('as a form', { headers: form, body: 'where[views][equals]=3&limit=5', answer: onePost }),
    posted('as JSON', { body: { where: { views: { equals: 3 } }, limit: 5, depth: 0 }, answer: onePost }),
    posted('in both places', { path: '/api/posts?limit=5', body: { sort: ['-views'] }, answer: onePost }),
    posted('in the address alone', { path: '/api/posts?where[views][equals]=3', answer: onePost }),
    posted('under the name that Payload gives the header', {
      headers: { 'x-payload-http-method-override': 'get' },
      body: { where: { views: { equals: 3 } } },
      answer: onePost,
    }),
    posted('to count', {
      path: '/api/posts/count',
      headers: form,
      body: 'where[views][equals]=3',
      answer: { totalDocs: 1 },
      hooks: of('posts', 'beforeOperation', 'beforeRead', 'afterOperation'),
    }),
    posted('for one document', {
      path: '/api/posts/:id',
      body: { select: { views: true } },
      answer: expect.objectContaining({ views: 3 }),
    }),
    posted('for a global', {
      path: '/api/globals/settings',
      body: { depth: 0 },
      answer: expect.objectContaining({ id: 'settings' }),
      hooks: of('globals/settings', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation'),
    }),
    refused('a parameter in both places is refused', 'HTTP_QUERY_TWICE', {
      path: '/api/posts?limit=5',
      body: { limit: 1 },
      answer: errorAnswer('HTTP_QUERY_TWICE', { path: 'limit' }),
    }),
    refused('an unknown parameter is refused as ever', 'HTTP_QUERY_UNKNOWN', {
      body: { title: 'First' },
      answer: errorAnswer('HTTP_QUERY_UNKNOWN', { path: 'title', data: expect.anything() }),
    }),
    refused('a body that is no object is refused', 'HTTP_QUERY_SHAPE', { body: [1] }),
    refused('no other method can be had this way', 'HTTP_OVERRIDE', {
      headers: { 'x-http-method-override': 'DELETE' },
      body: {},
    }),
    refused('nor can GET be anything else', 'HTTP_OVERRIDE', {
      method: 'GET',
      headers: { 'x-http-method-override': 'DELETE' },
    }),
    ...['GET, GET', 'GETX', 'POST', 'PATCH', 'get get'].map((value) =>
      refused(`nor by "${value}"`, 'HTTP_OVERRIDE', { headers: { 'x-http-method-override': value }, body: {} }),
    ),
    refused('a form writes nothing', 'HTTP_BODY_TYPE', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'title=x',
      status: 415,
    }),
    refused('without the header there is no POST at a path that is only read', 'HTTP_METHOD_NOT_ALLOWED', {
      path: '/api/posts/count',
      headers: {},
      body: {},
      status: 405,
      answer: errorAnswer('HTTP_METHOD_NOT_ALLOWED', { data: { allowed: ['GET', 'HEAD'] } }),
    }),
  ])
})

test('a query that is too long for an address is answered in full', async () => {
  await using room = await newsroom({ watch: false })
  const { id } = await room.content.create({ collection: 'posts', data: { title: 'x' } })
  const ids = Array.from({ length: 999 }, (_, index) => `no-such-post-${index}`)
  const response = await fetch(`${room.url}/api/posts`, {
    method: 'POST',
    headers: form,
    body: [...ids, id].map((one, index) => `where[id][in][${index}]=${one}`).join('&'),
  })
  expect(await response.json()).toMatchObject({ totalDocs: 1, docs: [{ id }] })
})

test.each([
  { parameters: 2047, status: 200 },
  { parameters: 2048, status: 200 },
  { parameters: 2049, status: 400 },
  { parameters: 30_000, status: 400 },
])('$parameters parameters are answered with $status', async ({ parameters, status }) => {
  await using room = await newsroom({ watch: false })
  const list = (name: string, length: number): string[] =>
    Array.from({ length }, (_, index) => `where[${name}][in][${index}]=${index}`)
  const body = [...list('title', 1000), ...list('body', 1000), ...list('views', parameters - 2000)]
  const response = await fetch(`${room.url}/api/posts`, { method: 'POST', headers: form, body: body.join('&') })
  expect(response.status).toBe(status)
})

test('a form that is not UTF-8 is refused', async () => {
  await using room = await newsroom({ watch: false })
  const body = Buffer.from('where[title][equals]=\xe4', 'latin1')
  const response = await fetch(`${room.url}/api/posts`, { method: 'POST', headers: form, body })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual(errorAnswer('HTTP_QUERY_SHAPE'))
})
