import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { APIError } from '../../src/index.ts'
import { errorApp, kinds, order, type ErrorApp, type Kind } from './error-app.ts'

const allKinds = Object.keys(kinds) as Kind[]
/** What code can throw by itself, without a write. */
const thrown = ['api', 'fault', 'forbidden', 'missing'] as const satisfies Kind[]

interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- any JSON
  readonly body: any
}

const json = { 'content-type': 'application/json' }

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  return { status: response.status, body: await response.json() }
}

const send = (url: string, method: string, body: unknown): Promise<Answer> =>
  ask(url, { method, headers: json, body: JSON.stringify(body) })

/** Checks who was told, in which order, and by which keys. */
function checkTold({ told }: ErrorApp, { kind, at, source }: { kind: Kind; at: string[]; source: string }): void {
  expect(told.map((one) => one.at)).toEqual(at)
  for (const { payload } of told) {
    expect(payload).toMatchObject({ source, req: { source } })
    expect(payload.error).toBeInstanceOf(kinds[kind].error)
    expect(payload.context).toBe(payload.req.context)
    expect(payload.collection?.slug).toBe(at.length === 1 ? undefined : at[0])
  }
}

describe('REST', () => {
  test.each(allKinds)('a write of a collection: %s', async (kind) => {
    await using at = await errorApp()
    const { status, body } = await send(`${at.url}/api/orders`, 'POST', order(kind))
    expect({ status, body }).toMatchObject({ status: kinds[kind].status, body: { errors: [kinds[kind].entry] } })
    expect(JSON.stringify(body)).not.toContain('secret')
    checkTold(at, { kind, at: ['orders', 'root'], source: 'rest' })
    for (const { payload } of at.told) {
      expect(payload.result).toEqual(body)
      expect(payload.graphqlResult).toBeUndefined()
    }
  })

  test.each(allKinds.filter((kind) => kind !== 'unique' && kind !== 'invalid'))('a global: %s', async (kind) => {
    await using at = await errorApp()
    const { status, body } = await send(`${at.url}/api/globals/settings`, 'POST', order(kind))
    expect({ status, body }).toMatchObject({ status: kinds[kind].status, body: { errors: [kinds[kind].entry] } })
    checkTold(at, { kind, at: ['root'], source: 'rest' })
  })

  test.each(thrown)('an endpoint of the root, and one of a collection: %s', async (kind) => {
    await using at = await errorApp()
    const expected = { status: kinds[kind].status, body: { errors: [kinds[kind].entry] } }
    expect(await ask(`${at.url}/api/fail/${kind}`)).toMatchObject(expected)
    checkTold(at, { kind, at: ['root'], source: 'rest' })
    at.told.length = 0
    expect(await ask(`${at.url}/api/orders/fail/${kind}`)).toMatchObject(expected)
    checkTold(at, { kind, at: ['orders', 'root'], source: 'rest' })
  })

  test.each(allKinds)('the Local API inside a request, told by the door alone: %s', async (kind) => {
    await using at = await errorApp()
    const { status, body } = await ask(`${at.url}/api/local/${kind}`)
    expect({ status, body }).toMatchObject({ status: kinds[kind].status, body: { errors: [kinds[kind].entry] } })
    expect(at.told.map((one) => one.at).filter((name) => name === 'root')).toHaveLength(1)
    expect(at.told.at(-1)?.payload).toMatchObject({ source: 'rest', result: body })
  })

  test('a sign-in that fails goes to the auth collection', async () => {
    await using at = await errorApp()
    const { status, body } = await send(`${at.url}/api/users/login`, 'POST', { email: 'a@b.org', password: 'no' })
    expect({ status, body }).toMatchObject({ status: 401, body: { errors: [{ code: 'AUTH_FAILED' }] } })
    expect(at.told.map((one) => one.at)).toEqual(['users', 'root'])
    for (const { payload } of at.told) expect(payload).toMatchObject({ source: 'rest', result: body })
  })

  test('bulk writes: each document that fails once, the answer none of them', async () => {
    await using at = await errorApp()
    await at.app.create({ collection: 'orders', data: { title: 'second' } })
    const { status, body } = await send(`${at.url}/api/orders?where[title][exists]=true`, 'PATCH', { kind: 'plain' })
    expect(status).toBe(400)
    expect(body.errors).toHaveLength(2)
    expect(at.told.map((one) => one.at)).toEqual(['orders', 'root', 'orders', 'root'])
    for (const { payload } of at.told)
      expect(payload).toMatchObject({ source: 'rest', error: { message: 'Not on Mondays' } })
  })
})

describe('GraphQL', () => {
  test.each(allKinds.filter((kind) => kind !== 'invalid'))('a mutation: %s', async (kind) => {
    await using at = await errorApp()
    const query = 'mutation ($data: mutationOrderInput!) { createOrder(data: $data) { id } }'
    const { status, body } = await send(`${at.url}/api/graphql`, 'POST', { query, variables: { data: order(kind) } })
    expect(status).toBe(200)
    const { message, ...extensions } = { message: undefined, ...kinds[kind].entry }
    expect(body.errors).toMatchObject([{ extensions, path: ['createOrder'], ...(message && { message }) }])
    expect(JSON.stringify(body)).not.toContain('secret')
    checkTold(at, { kind, at: ['orders', 'root'], source: 'graphql' })
    for (const { payload } of at.told) {
      expect(payload.graphqlResult).toEqual(body)
      expect(payload.result).toBeUndefined()
    }
  })

  test.each(['plain', ...thrown] as const)('a query: %s', async (kind) => {
    await using at = await errorApp()
    const init = {
      method: 'POST',
      headers: { ...json, 'x-kind': kind },
      body: '{"query":"{ Orders { totalDocs docs { id } } }"}',
    }
    const { body } = await ask(`${at.url}/api/graphql`, init)
    expect(body.errors).toMatchObject([{ extensions: { code: kinds[kind].entry.code } }])
    checkTold(at, { kind, at: ['orders', 'root'], source: 'graphql' })
  })

  test('two operations of one query: each its own error, once', async () => {
    await using at = await errorApp()
    const data = '{ title: "x", kind: "plain" }'
    const query = `mutation { a: createOrder(data: ${data}) { id } b: createOrder(data: ${data}) { id } }`
    await send(`${at.url}/api/graphql`, 'POST', { query })
    expect(at.told.map((one) => one.at)).toEqual(['orders', 'root', 'orders', 'root'])
  })
})

describe('the Local API outside of a request', () => {
  test.each(allKinds)('%s', async (kind) => {
    await using at = await errorApp()
    const refused = await at.app.create({ collection: 'orders', data: order(kind) }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Error)
    checkTold(at, { kind, at: ['orders', 'root'], source: 'local' })
    for (const { payload } of at.told) expect([payload.result, payload.graphqlResult]).toEqual([undefined, undefined])
  })

  test('bulk writes', async () => {
    await using at = await errorApp()
    const { errors } = await at.app.update({ collection: 'orders', where: {}, data: { kind: 'plain' } })
    expect(errors).toHaveLength(1)
    checkTold(at, { kind: 'plain', at: ['orders', 'root'], source: 'local' })
  })
})

describe('what comes before any operation', () => {
  test('bytes that are no HTTP go to the root, with the answer', async () => {
    await using at = await errorApp()
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1')
    socket.end('what is this\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(at.told.map((one) => one.at)).toEqual(['root'])
    const { payload } = at.told[0] ?? {}
    expect(payload).toMatchObject({ source: 'rest', error: { code: 'HTTP_REQUEST_INVALID' }, req: { user: null } })
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual(payload.result)
  })

  const broken = { method: 'POST', headers: json, body: '{' }
  const noGraphql = { ...broken, body: '{"query":"{"}' }
  test.each<[string, { path: string; init?: RequestInit; status: number; told: string[] }]>([
    ['a route that is none', { path: '/api/nothing/at/all', status: 404, told: ['root'] }],
    ['a body that is no JSON', { path: '/api/orders', init: broken, status: 400, told: ['orders', 'root'] }],
    ['a document that is not there', { path: '/api/orders/0', status: 404, told: ['orders', 'root'] }],
    ['a query that is no GraphQL', { path: '/api/graphql', init: noGraphql, status: 400, told: ['root'] }],
  ])('%s', async (_title, { path, init, status, told }) => {
    await using at = await errorApp()
    const answer = await ask(at.url + path, init)
    expect(answer.status).toBe(status)
    expect(at.told.map((one) => one.at)).toEqual(told)
  })
})

test('an observer that fails is told once, with the source "hook", and the answer stays', async () => {
  const hooks = { afterCommit: [() => fault()] }
  await using at = await errorApp({ hooks })
  at.told.length = 0
  const { status } = await send(`${at.url}/api/orders`, 'POST', { title: 'fine' })
  expect(status).toBe(201)
  await expect.poll(() => at.told.map((one) => one.at)).toEqual(['root'])
  expect(at.told[0]?.payload).toMatchObject({ source: 'hook', error: { message: 'observer' }, req: { source: 'rest' } })
})

const fault = (): never => {
  throw new TypeError('observer')
}

test('an endpoint that throws the same object each time is told of, and answered, each time', async () => {
  const same = new APIError('Always', 418)
  const handler = (): never => {
    throw same
  }
  const afterError = ({ req }: { req: { headers: Headers } }): object => ({ response: req.headers.get('x-kind') })
  const endpoints = [{ method: 'get' as const, path: '/same', handler }]
  await using at = await errorApp({ endpoints, hooks: { afterError: [afterError] } })
  const answers = ['one', 'two'].map((kind) => ask(`${at.url}/api/same`, { headers: { 'x-kind': kind } }))
  expect(await Promise.all(answers)).toEqual([
    { status: 418, body: 'one' },
    { status: 418, body: 'two' },
  ])
})
