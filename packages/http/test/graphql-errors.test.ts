import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { anybody, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

interface Told {
  readonly source: unknown
  readonly code: unknown
  readonly collection: unknown
  readonly graphqlResult: unknown
  readonly from: unknown
}

const faulty: CollectionConfig = {
  slug: 'posts',
  access: anybody,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'count', type: 'number', hooks: { afterRead: [({ value }) => (value === 13 ? 'thirteen' : value)] } },
    { name: 'state', type: 'select', options: ['on', 'off'], hooks: { afterRead: [({ value }) => value ?? 'on'] } },
  ],
  hooks: {
    beforeChange: [
      ({ data }) => {
        if (data['title'] === 'veto') throw new Error('Not this one.')
        if (data['title'] === 'fault') throw new TypeError('cannot read /etc/secret')
      },
    ],
  },
}

test('every error runs afterError, of its collection and of the root, with the whole answer', async () => {
  const told: Told[] = []
  const tell = (from: string) => (payload: { [key: string]: unknown }) => {
    const { source, error, collection, graphqlResult, req } = payload as never as Record<
      string,
      Record<string, unknown>
    >
    told.push({
      source,
      code: error?.['code'],
      collection: collection?.['slug'],
      graphqlResult,
      from: [from, req?.['source']],
    })
  }
  await using server = await openGraphql({
    collections: [{ ...faulty, hooks: { ...faulty.hooks, afterError: [tell('posts') as never] } }],
    hooks: { afterError: [tell('root') as never] },
  })
  const { status, body } = await server.query('{ a: Post(id: "x") { id } Posts { totalDocs } b: Post(id: "y") { id } }')
  expect(status).toBe(200)
  expect(body.errors.map(({ path }: { path: unknown }) => path)).toEqual([['a'], ['b']])
  const one = { source: 'graphql', code: 'NOT_FOUND', collection: 'posts', graphqlResult: body }
  expect(told).toEqual([
    { ...one, from: ['posts', 'graphql'] },
    { ...one, from: ['root', 'graphql'] },
    { ...one, from: ['posts', 'graphql'] },
    { ...one, from: ['root', 'graphql'] },
  ])
  told.length = 0
  const invalid = await server.query('{ nothing nothingElse }')
  expect(told).toEqual([
    {
      source: 'graphql',
      code: 'GRAPHQL_INVALID',
      collection: undefined,
      graphqlResult: invalid.body,
      from: ['root', 'graphql'],
    },
  ])
  told.length = 0
  const broken = await server.post('{ "query":')
  expect(told).toMatchObject([{ source: 'graphql', code: 'HTTP_BODY_JSON', graphqlResult: broken.body }])
})

test('what afterError returns replaces the answer and its status', async () => {
  await using server = await openGraphql({
    collections: [faulty],
    hooks: {
      afterError: [
        ({ error }) => (error['code'] === 'NOT_FOUND' ? { response: { gone: true }, status: 410 } : undefined),
      ],
    },
  })
  expect(await server.query('{ Post(id: "x") { id } }')).toMatchObject({ status: 410, body: { gone: true } })
  expect((await server.post([{ query: '{ Post(id: "x") { id } }' }, { query: '{ __typename }' }])).body).toEqual([
    { gone: true },
    { data: { __typename: 'Query' } },
  ])
})

test('vetoes tell their message, faults tell nothing and are logged', async () => {
  await using server = await openGraphql({ collections: [faulty] })
  const create = (title: string): string => `createPost(data: { title: "${title}" }) { id }`
  const { body } = await server.query(`mutation { a: ${create('veto')} b: ${create('fault')} }`)
  expect(body.errors).toMatchObject([
    { message: 'Not this one.', path: ['a'], extensions: { code: 'REFUSED_BY_HOOK' } },
    { message: 'Something went wrong.', path: ['b'], extensions: { code: 'INTERNAL' } },
  ])
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(server.logged).toMatchObject([{ err: {} }])
})

test('a value that is not of the type of its field is null, with an error that does not tell it', async () => {
  await using server = await openGraphql({ collections: [faulty] })
  for (const count of [12, 13]) await server.content.create({ collection: 'posts', data: { count } })
  const { status, body } = await server.query('{ Posts(sort: "count") { docs { count state } } }')
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      errors: [
        {
          message: 'Something went wrong.',
          path: ['Posts', 'docs', 1, 'count'],
          locations: [{ line: 1, column: 33 }],
          extensions: { code: 'GRAPHQL_VALUE' },
        },
      ],
      data: {
        Posts: {
          docs: [
            { count: 12, state: 'on' },
            { count: null, state: 'on' },
          ],
        },
      },
    },
  })
  expect(server.logged).toHaveLength(1)
})

const fields = { collections: [faulty] }

test.each<[string, unknown, number, string]>([
  ['text that is no GraphQL', { query: '{ Posts {' }, 400, 'GRAPHQL_SYNTAX'],
  ['a field that is not there', { query: '{ Posts { docs { nothing } } }' }, 400, 'GRAPHQL_INVALID'],
  ['a subscription', { query: 'subscription { Posts { totalDocs } }' }, 400, 'GRAPHQL_INVALID'],
  ['a document without an operation', { query: 'fragment A on Post { id }' }, 400, 'GRAPHQL_INVALID'],
  ['an empty text', { query: '' }, 400, 'GRAPHQL_SYNTAX'],
  ['a variable that is missing', { query: 'query ($id: String!) { Post(id: $id) { id } }' }, 400, 'GRAPHQL_VARIABLES'],
  [
    'a variable of another type',
    { query: 'query ($id: String!) { Post(id: $id) { id } }', variables: { id: 1 } },
    400,
    'GRAPHQL_VARIABLES',
  ],
  ['an operation that is not there', { query: 'query A { __typename }', operationName: 'B' }, 400, 'GRAPHQL_OPERATION'],
  [
    'no choice between operations',
    { query: 'query A { __typename } query B { __typename }' },
    400,
    'GRAPHQL_OPERATION',
  ],
  ['no query', {}, 400, 'GRAPHQL_SHAPE'],
  ['a number', 3, 400, 'GRAPHQL_SHAPE'],
  ['variables that are a list', { query: '{ __typename }', variables: [] }, 400, 'GRAPHQL_SHAPE'],
  ['an unknown key', { query: '{ __typename }', mutation: '' }, 400, 'GRAPHQL_SHAPE'],
  ['an empty list', [], 400, 'GRAPHQL_SHAPE'],
  ['too many queries', Array(11).fill({ query: '{ __typename }' }), 400, 'GRAPHQL_BATCH'],
  ['a body that is no JSON', '{', 400, 'HTTP_BODY_JSON'],
  ['a prototype key', '{ "query": "{ __typename }", "variables": { "__proto__": {} } }', 400, 'HTTP_BODY_KEY'],
  ['a body that is too large', { query: ' '.repeat(1024 * 1024) }, 413, 'HTTP_BODY_TOO_LARGE'],
])('refused: %s', async (...[, body, status, code]) => {
  await using server = await openGraphql(fields)
  const answer = await server.post(body)
  expect(answer).toMatchObject({ status, body: { errors: [{ message: expect.any(String), extensions: { code } }] } })
  expect(answer.body).not.toHaveProperty('data')
  // A client that knows nothing of the newer media type takes every other status for a failure of the connection.
  const legacy = await server.post(body, { accept: 'application/json' })
  const isAboutTheQuery = /^GRAPHQL_(?!SHAPE|BATCH)/.test(code)
  expect(legacy).toMatchObject({ status: isAboutTheQuery ? 200 : status, type: 'application/json; charset=utf-8' })
})

test.each([
  ['another type than JSON', 'POST', '/api/graphql', { 'content-type': 'text/plain' }, 415, 'HTTP_BODY_TYPE'],
  ['a form', 'POST', '/api/graphql', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'HTTP_BODY_TYPE'],
  ['a URL that is too long', 'GET', `/api/graphql?query=${'x'.repeat(9000)}`, {}, 414, 'HTTP_URL_TOO_LONG'],
  ['a parameter given twice', 'GET', '/api/graphql?query=a&query=b', {}, 400, 'HTTP_QUERY_TWICE'],
  ['variables that are no JSON', 'GET', '/api/graphql?query=a&variables=x', {}, 400, 'HTTP_BODY_JSON'],
])('refused: %s', async (...[, method, path, headers, status, code]) => {
  await using server = await openGraphql(fields)
  const response = await fetch(server.url + path, {
    method,
    headers: headers as never,
    ...(method === 'POST' ? { body: '{}' } : {}),
  })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] })
})

test('other methods are refused, and answers carry the headers of data', async () => {
  await using server = await openGraphql(fields)
  const put = await fetch(`${server.url}/api/graphql`, { method: 'PUT' })
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  const { headers } = await server.query('{ __typename }')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('the schema can be asked for, but not in production, where its names are not suggested either', async () => {
  const query = '{ __schema { queryType { name } } }'
  const misspelt = '{ Posts { docs { titel } } }'
  await using server = await openGraphql(library)
  expect((await server.query(query)).body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } })
  expect((await server.query('{ Books { docs { titel } } }')).body.errors[0].message).toContain('Did you mean "title"')
  await using closed = await openGraphql(fields, { graphql: { introspection: false } })
  expect((await closed.query(query)).body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_INVALID' } }, {}])
  expect((await closed.query('{ __type(name: "Post") { name } }')).body.errors).toHaveLength(1)
  expect((await closed.query(misspelt)).body.errors[0].message).toBe('Cannot query field "titel" on type "Post".')
  expect((await closed.query('{ Posts { __typename } }')).body).toEqual({ data: { Posts: { __typename: 'Posts' } } })
})
