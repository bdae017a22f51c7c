import { describe, expect, test } from 'vitest'
import { ClientError, createClient, type Client } from '../src/index.ts'
import { wire, type Reply } from './wire.ts'

type Call = (client: Client) => Promise<unknown>

const post = { collection: 'posts', id: 'a/b' } as const

/** What each call sends. */
const calls: [string, Call, { sent: string; body?: unknown; reply?: Reply }][] = [
  [
    'find',
    (c) => c.find({ collection: 'posts', sort: ['-a', 'b'], limit: 5 }),
    { sent: 'GET /api/posts?sort[0]=-a&sort[1]=b&limit=5' },
  ],
  ['findByID', (c) => c.findByID({ ...post, depth: 0 }), { sent: 'GET /api/posts/a%2Fb?depth=0' }],
  ['create', (c) => c.create({ collection: 'posts', data: { t: 1 } }), { sent: 'POST /api/posts', body: { t: 1 } }],
  ['update', (c) => c.update({ ...post, data: { t: 1 } }), { sent: 'PATCH /api/posts/a%2Fb', body: { t: 1 } }],
  ['delete', (c) => c.delete(post), { sent: 'DELETE /api/posts/a%2Fb' }],
  [
    'update where',
    (c) => c.update({ collection: 'posts', where: { a: { equals: 1 } }, data: {} }),
    { sent: 'PATCH /api/posts?where[a][equals]=1', body: {} },
  ],
  [
    'delete where',
    (c) => c.delete({ collection: 'posts', where: { a: { exists: false } } }),
    { sent: 'DELETE /api/posts?where[a][exists]=false' },
  ],
  [
    'duplicate',
    (c) => c.duplicate({ ...post, select: { t: true } }),
    { sent: 'POST /api/posts/a%2Fb/duplicate?select[t]=true', body: {} },
  ],
  ['count', (c) => c.count({ collection: 'posts' }), { sent: 'GET /api/posts/count' }],
  [
    'findDistinct',
    (c) => c.findDistinct({ collection: 'posts', field: 't' }),
    { sent: 'GET /api/posts/distinct?field=t' },
  ],
  ['findGlobal', (c) => c.findGlobal({ slug: 'site' }), { sent: 'GET /api/globals/site' }],
  [
    'updateGlobal',
    (c) => c.updateGlobal({ slug: 'site', data: { a: 1 } }),
    { sent: 'POST /api/globals/site', body: { a: 1 } },
  ],
  [
    'findVersions',
    (c) => c.findVersions({ collection: 'posts', where: { 'version.t': { equals: 1 } } }),
    { sent: 'GET /api/posts/versions?where[version.t][equals]=1' },
  ],
  ['findVersionByID', (c) => c.findVersionByID(post), { sent: 'GET /api/posts/versions/a%2Fb' }],
  [
    'restoreVersion',
    (c) => c.restoreVersion({ ...post, depth: 0 }),
    { sent: 'POST /api/posts/versions/a%2Fb?depth=0' },
  ],
  [
    'findGlobalVersions',
    (c) => c.findGlobalVersions({ slug: 'site', limit: 5 }),
    { sent: 'GET /api/globals/site/versions?limit=5' },
  ],
  [
    'findGlobalVersionByID',
    (c) => c.findGlobalVersionByID({ slug: 'site', id: 'v' }),
    { sent: 'GET /api/globals/site/versions/v' },
  ],
  [
    'restoreGlobalVersion',
    (c) => c.restoreGlobalVersion({ slug: 'site', id: 'v' }),
    { sent: 'POST /api/globals/site/versions/v' },
  ],
  [
    'login',
    (c) => c.login({ collection: 'users', data: { email: 'e', password: 'p' } }),
    { sent: 'POST /api/users/login', body: { email: 'e', password: 'p' } },
  ],
  [
    'logout',
    (c) => c.logout({ collection: 'users', allSessions: true }),
    { sent: 'POST /api/users/logout?allSessions=true', body: {} },
  ],
  ['me', (c) => c.me({ collection: 'users' }), { sent: 'GET /api/users/me' }],
  ['refresh', (c) => c.refresh({ collection: 'users' }), { sent: 'POST /api/users/refresh-token', body: {} }],
  [
    'forgotPassword',
    (c) => c.forgotPassword({ collection: 'users', data: { email: 'e' } }),
    { sent: 'POST /api/users/forgot-password', body: { email: 'e' } },
  ],
  [
    'resetPassword',
    (c) => c.resetPassword({ collection: 'users', data: { token: 't', password: 'p' } }),
    { sent: 'POST /api/users/reset-password', body: { token: 't', password: 'p' } },
  ],
  [
    'graphql',
    (c) => c.graphql({ query: '{ a }', variables: { x: 1 } }),
    { sent: 'POST /api/graphql', body: { query: '{ a }', variables: { x: 1 } }, reply: { body: { data: {} } } },
  ],
  [
    'request',
    (c) => c.request('/api/own', { method: 'PUT', query: { q: 1 }, body: [1] }),
    { sent: 'PUT /api/own?q=1', body: [1] },
  ],
]

describe('what is sent', () => {
  test.each(calls)('%s', async (_, call, { sent, body, reply = {} }) => {
    await using server = await wire({ body: { doc: {}, result: {} }, ...reply })
    await call(createClient({ url: `${server.url}/` }))
    const [{ method, url, text } = { method: '', url: '', text: '' }, ...more] = server.seen
    expect(more).toEqual([])
    expect(`${method} ${url.replaceAll('%5B', '[').replaceAll('%5D', ']')}`).toBe(sent)
    expect(text === '' ? undefined : JSON.parse(text)).toEqual(body)
  })

  test.each([
    ['is long', { in: Array.from({ length: 900 }, (_, index) => `id-${index}`) }],
    ['holds an empty list', { in: [] }],
    ['holds null', { equals: null }],
  ])('a query that %s goes as the body of a POST that means GET; that of a write is refused', async (_, id) => {
    await using server = await wire({ body: { docs: [] } })
    const client = createClient({ url: server.url })
    await client.find({ collection: 'posts', where: { id } })
    const [{ method, url, headers, text } = server.nothing] = server.seen
    expect({ method, url }).toEqual({ method: 'POST', url: '/api/posts' })
    expect(headers).toMatchObject({ 'x-http-method-override': 'GET', 'content-type': 'application/json' })
    expect(JSON.parse(text)).toEqual({ where: { id } })
    const deleting = client.delete({ collection: 'posts', where: { id } })
    await expect(deleting).rejects.toMatchObject({ code: 'CLIENT_QUERY' })
    expect(server.seen.length).toBe(1)
  })

  test.each([undefined, '', '..', null, {}])('no request is sent without an id: %j', async (id) => {
    await using server = await wire({})
    const deleting = createClient({ url: server.url }).delete({ collection: 'posts', id: id as string })
    await expect(deleting).rejects.toMatchObject({ code: 'CLIENT_OPTIONS' })
    expect(server.seen).toEqual([])
  })
})

describe('who asks', () => {
  test('the token that a sign-in answered is sent from then on, until the sign-out', async () => {
    await using server = await wire({ body: { token: 'abc', user: { id: '1' } } })
    const client = createClient({ url: server.url })
    await client.login({ collection: 'users', data: { email: 'e', password: 'p' } })
    await client.me({ collection: 'users' })
    await client.logout({ collection: 'users' })
    await client.me({ collection: 'users' })
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer abc',
      'Bearer abc',
      undefined,
    ])
  })

  test('where cookies are sent the token is left to them', async () => {
    await using server = await wire({ body: { token: 'abc', user: { id: '1' } } })
    const client = createClient({ url: server.url, credentials: 'include' })
    await client.login({ collection: 'users', data: { email: 'e', password: 'p' } })
    await client.me({ collection: 'users' })
    expect(server.seen[1]?.headers.authorization).toBeUndefined()
  })

  test('a token that is given, also by a function, wins; a header of the call wins over both', async () => {
    await using server = await wire({ body: { user: null } })
    const client = createClient({ url: server.url, token: async () => 'mine', headers: { 'x-app': '1' } })
    await client.me({ collection: 'users' })
    await client.me({ collection: 'users', headers: { authorization: 'users API-Key k' } })
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer mine', 'users API-Key k'])
    expect(server.seen[0]?.headers['x-app']).toBe('1')
  })
})

describe('answers', () => {
  test('the tag that a document came with is sent back as If-Match', async () => {
    await using server = await wire({ body: { id: '1' }, headers: { etag: '"v1"' } })
    const client = createClient({ url: server.url })
    const doc = await client.findByID({ collection: 'posts', id: '1' })
    expect(client.etagOf(doc)).toBe('"v1"')
    server.answer({ body: { doc: { id: '1' } } })
    await client.update({ collection: 'posts', id: '1', data: {}, ifMatch: client.etagOf(doc) })
    expect(server.seen[1]?.headers['if-match']).toBe('"v1"')
  })

  test('a write that should match a tag which is not there is not sent', async () => {
    await using server = await wire({ body: { id: '1' }, headers: { etag: 'W/"weak"' } })
    const client = createClient({ url: server.url })
    const doc = await client.findByID({ collection: 'posts', id: '1' })
    const updating = client.update({ collection: 'posts', id: '1', data: {}, ifMatch: client.etagOf(doc) })
    await expect(updating).rejects.toMatchObject({ code: 'CLIENT_OPTIONS' })
  })

  test('a bulk write of which a part failed resolves with what was done and what was not', async () => {
    const errors = [{ id: '2', message: 'no' }]
    await using server = await wire({ status: 400, body: { docs: [{ id: '1' }], errors, message: '…' } })
    const result = await createClient({ url: server.url }).update({ collection: 'posts', where: {}, data: {} })
    expect(result).toEqual({ docs: [{ id: '1' }], errors })
  })

  test('errors of GraphQL reject, with their codes and the data that came beside them', async () => {
    const body = { data: { a: null }, errors: [{ message: 'no', extensions: { code: 'ACCESS_DENIED' }, path: ['a'] }] }
    await using server = await wire({ body })
    const asking = createClient({ url: server.url }).graphql({ query: '{ a }' })
    await expect(asking).rejects.toMatchObject({ code: 'ACCESS_DENIED', status: 200, body })
  })

  test.each([
    [{ status: 502, body: '<html>', type: 'text/html' }, 'CLIENT_ANSWER'],
    [{ status: 200, body: '{', type: 'application/json' }, 'CLIENT_ANSWER'],
    [{ status: 404, body: { errors: [{ code: 'NOT_FOUND', message: 'Not found.' }] } }, 'NOT_FOUND'],
  ])('%j is an error with a code and a hint', async (reply, code) => {
    await using server = await wire(reply as Reply)
    const error: unknown = await createClient({ url: server.url })
      .findByID(post)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ClientError)
    expect(error).toMatchObject({ code, status: reply.status, hint: expect.stringMatching(/\w/) })
  })

  test('no answer is an error with its cause', async () => {
    const server = await wire({})
    await server[Symbol.asyncDispose]()
    const asking = createClient({ url: server.url }).count({ collection: 'posts' })
    await expect(asking).rejects.toMatchObject({ code: 'CLIENT_NETWORK', status: 0, cause: expect.any(Error) })
  })

  test('an aborted call rejects with the reason it was aborted for', async () => {
    await using server = await wire({ silent: true })
    const controller = new AbortController()
    const counting = createClient({ url: server.url }).count({ collection: 'posts', signal: controller.signal })
    await server.request
    controller.abort(new RangeError('enough'))
    await expect(counting).rejects.toThrow('enough')
  })

  test('own endpoints answer with what they send: text, or nothing', async () => {
    await using server = await wire({ body: 'hello', type: 'text/plain' })
    const client = createClient({ url: server.url })
    expect(await client.request('/api/own')).toBe('hello')
    server.answer({ status: 204 })
    expect(await client.request('/api/own')).toBeUndefined()
  })
})

test('a client needs an address', () => {
  expect(() => createClient({} as { url: string })).toThrow(expect.objectContaining({ code: 'CLIENT_URL' }))
})
