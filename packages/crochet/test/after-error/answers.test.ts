import { describe, expect, test } from 'vitest'
import { APIError, createApp, type CollectionConfig, type CrochetConfig } from '../../src/index.ts'
import { open, project, silent } from '../project.ts'

type AfterError = NonNullable<NonNullable<CollectionConfig['hooks']>['afterError']>

interface Handlers {
  readonly collection?: AfterError
  readonly root?: AfterError
}

const json = { 'content-type': 'application/json' }
const usual = { errors: [{ code: 'REFUSED_BY_HOOK', message: 'No' }] }

/** What is answered to a write that a hook refuses with 400, by REST and by GraphQL. */
async function answers(
  { collection = [], root = [] }: Handlers,
  error = new Error('No'),
): Promise<{ rest: object; graphql: object }> {
  using at = project()
  const orders: CollectionConfig = {
    slug: 'orders',
    access: open,
    fields: [{ name: 'title', type: 'text' }],
    hooks: { beforeChange: [() => refuse(error)], afterError: collection },
  }
  const config: CrochetConfig = { ...at.config, collections: [orders], hooks: { afterError: root } }
  await using app = await createApp(config, { root: at.root, log: silent })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const ask = async (path: string, body: object): Promise<object> => {
    const response = await fetch(url + path, { method: 'POST', headers: json, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }
  const query = 'mutation { createOrder(data: { title: "x" }) { id } }'
  return { rest: await ask('/api/orders', { title: 'x' }), graphql: await ask('/api/graphql', { query }) }
}

const refuse = (error = new Error('No')): never => {
  throw error
}

describe('the answer to an error is', () => {
  test.each<[string, Handlers, object]>([
    [
      'what a handler of the collection returns',
      { collection: [() => ({ response: { a: 1 }, status: 418 })] },
      { status: 418, body: { a: 1 } },
    ],
    [
      'what a handler of the root returns',
      { root: [() => ({ response: 'text', status: 503 })] },
      { status: 503, body: 'text' },
    ],
    [
      'that of the later handler, and of the root last',
      {
        collection: [() => ({ response: 1, status: 410 }), () => ({ response: 2 })],
        root: [({ answer }) => ({ response: { before: { ...answer } } })],
      },
      { status: 410, body: { before: { response: 2, status: 410 } } },
    ],
    [
      'what a handler returns whose predecessor throws, whose successor never ends',
      {
        collection: [() => refuse(), () => ({ response: 1 })],
        root: [{ timeout: 10, handler: () => new Promise<never>(() => {}) }, () => ({ status: 409 })],
      },
      { status: 409, body: 1 },
    ],
  ])('%s', async (_title, handlers, expected) => {
    expect(await answers(handlers)).toEqual({ rest: expected, graphql: expected })
  })

  test('with the usual body when only a status is returned', async () => {
    const { rest, graphql } = await answers({ root: [() => ({ status: 422 })] })
    expect(rest).toEqual({ status: 422, body: usual })
    expect(graphql).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'No', extensions: { code: 'REFUSED_BY_HOOK' } }] },
    })
  })
})

const circular: Record<string, unknown> = {}
circular['self'] = circular

const hostile: [string, unknown][] = [
  ['null', null],
  ['a text', 'oops'],
  ['a number', 7],
  ['a list', [{ status: 201 }]],
  ['null as the answer', { response: undefined, status: null }],
  ['status 99', { status: 99 }],
  ['status 199', { status: 199 }],
  ['status 1e9', { status: 1e9 }],
  ['status 200.5', { status: 200.5 }],
  ['status "400"', { status: '418' }],
  ['status NaN', { status: Number.NaN }],
  ['a circle', { response: circular }],
  ['a bigint', { response: 1n }],
  ['a function', { response: () => 1 }],
  ['a symbol', { response: Symbol('x') }],
  ['what throws when it is written', { response: { toJSON: () => refuse() } }],
  [
    'a getter that throws',
    {
      get response() {
        return refuse()
      },
    },
  ],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        ownKeys: () => refuse(),
        get: () => refuse(),
      },
    ),
  ],
  ['prototype keys', JSON.parse('{"__proto__":{"status":418},"constructor":{"status":418}}')],
]

describe('a handler does no harm that returns', () => {
  test.each(hostile)('%s', async (_title, returned) => {
    const { rest, graphql } = await answers({ collection: [() => returned as never], root: [() => returned as never] })
    expect(rest).toEqual({ status: 400, body: usual })
    expect(graphql).toMatchObject({ status: 200, body: { errors: [{ message: 'No' }] } })
  })
})

test('a handler that throws, or never ends, changes nothing', async () => {
  const stuck = { timeout: 10, handler: () => new Promise<never>(() => {}) }
  const { rest } = await answers({ collection: [() => refuse(), stuck], root: [stuck, () => refuse()] })
  expect(rest).toEqual({ status: 400, body: usual })
})

test.each([
  ['a circle', circular],
  ['a bigint', 1n],
  ['a function', refuse],
])('data of an APIError that is %s is left out', async (_title, data) => {
  const { rest, graphql } = await answers({}, new APIError('No', 418, data))
  expect(rest).toEqual({ status: 418, body: { errors: [{ code: 'API_ERROR', message: 'No' }] } })
  expect(graphql).toMatchObject({ status: 200, body: { errors: [{ extensions: { code: 'API_ERROR' } }] } })
})
