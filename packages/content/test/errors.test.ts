import { HookError } from '@crochet/hooks'
import { StorageError } from '@crochet/storage'
import { expect, test } from 'vitest'
import {
  APIError,
  Conflict,
  contentErrors,
  Forbidden,
  NotFound,
  toPublicError,
  ValidationError,
  type CollectionConfig,
  type Untyped,
} from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const posts = (hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  slug: 'posts',
  access: open,
  hooks,
  fields: [{ name: 'title', type: 'text', unique: true }],
})
const throwing =
  (error: unknown): (() => never) =>
  () => {
    throw error
  }
const failed = (hook: string, cause: unknown): HookError =>
  new HookError('HOOK_FAILED', `${hook} failed in /srv/app.ts`, { hook, cause })
const internal = { status: 500, errors: [{ code: 'INTERNAL', message: 'Something went wrong.' }] }
const refusal = (status: number, message: string): object => ({
  status,
  errors: [{ code: 'REFUSED_BY_HOOK', message }],
})

test.each<[string, unknown, object]>([
  ['a plain Error of beforeChange', failed('posts:beforeChange', new Error('no')), refusal(400, 'no')],
  [
    'a plain Error of a field’s beforeValidate',
    failed('posts.a.b:beforeValidate', new Error('no')),
    refusal(400, 'no'),
  ],
  ['a plain Error of beforeDelete', failed('posts:beforeDelete', new Error('no')), refusal(403, 'no')],
  [
    'a plain Error of a nested operation',
    failed('posts:afterChange', failed('tags:beforeChange', new Error('no'))),
    refusal(400, 'no'),
  ],
  ['a plain Error of afterChange', failed('posts:afterChange', new Error('host db-1 is down')), internal],
  ['a plain Error from anywhere else', new Error('secret'), internal],
  ['a TypeError of beforeChange', failed('posts:beforeChange', new TypeError('x.y is undefined')), internal],
  [
    'a system error',
    failed('posts:beforeChange', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
    internal,
  ],
  ['an aggregate', failed('posts:beforeChange', new AggregateError([new Error('a')], 'all')), internal],
  ['a thrown text', failed('posts:beforeChange', 'no'), internal],
  ['a thrown undefined', failed('posts:beforeChange', undefined), internal],
  [
    'an APIError of any hook',
    failed('posts:afterChange', new APIError('Pay first', 402, { price: 3 })),
    { status: 402, errors: [{ code: 'API_ERROR', message: 'Pay first', data: { price: 3 } }] },
  ],
  [
    'a timeout',
    new HookError('HOOK_TIMEOUT', 'gave up in /srv/app.ts', { hook: 'posts:afterChange' }),
    { status: 500, errors: [{ code: 'HOOK_TIMEOUT', message: 'A hook did not finish in time.' }] },
  ],
  [
    'several invalid fields',
    new ValidationError([
      { path: 'a', message: 'is required', field: 'a' },
      { path: 'b.0.c', message: 'must be text', field: 'c' },
    ]),
    {
      status: 400,
      errors: [
        { code: 'VALIDATION', message: 'is required', path: 'a' },
        { code: 'VALIDATION', message: 'must be text', path: 'b.0.c' },
      ],
    },
  ],
  [
    'a taken value',
    new Conflict('VALUE_TAKEN', 'Taken.', { path: 'slug' }),
    { status: 409, errors: [{ code: 'VALUE_TAKEN', message: 'Taken.', path: 'slug' }] },
  ],
  ['a missing document', new NotFound(), { status: 404, errors: [{ code: 'NOT_FOUND', message: 'Not found.' }] }],
  ['a refusal', new Forbidden('No.'), { status: 403, errors: [{ code: 'FORBIDDEN', message: 'No.' }] }],
  [
    'a busy database',
    new StorageError('STORAGE_BUSY', { file: '/srv/data.db' }),
    { status: 503, errors: [{ code: 'STORAGE_BUSY', message: 'The database is busy; try again.' }] },
  ],
  [
    'a broken database',
    new StorageError('STORAGE_CORRUPT', { file: '/srv/data.db' }),
    { status: 500, errors: [{ code: 'STORAGE_CORRUPT', message: 'Something went wrong.' }] },
  ],
])('the public form of %s', (_what, error, answer) => {
  expect(toPublicError(error)).toEqual(answer)
})

test('a value that another document has is a 409 with the path', async () => {
  await using app = await openContent({ collections: [posts()] })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  const error = await app.content
    .create({ collection: 'posts', data: { title: 'A' } })
    .catch((thrown: unknown) => thrown)
  expect(toPublicError(error)).toMatchObject({ status: 409, errors: [{ code: 'VALUE_TAKEN', path: 'title' }] })
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 1 })
})

test('an error of the Local API is reported once: the collection first, then the root, with source local', async () => {
  const reported: Untyped[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeChange: [throwing(new Error('no'))],
        afterError: [
          ({ error, thrown, collection, source }) =>
            void reported.push([collection?.slug, source, error.message, (thrown as HookError).handler]),
        ],
      }),
    ],
    hooks: { afterError: [({ source, collection }) => void reported.push(['root', source, collection?.slug])] },
  })
  const error = await app.content.create({ collection: 'posts', data: {} }).catch((thrown: unknown) => thrown)
  const expected = [
    ['posts', 'local', 'no', 'collections.posts.hooks.beforeChange[0]'],
    ['root', 'local', 'posts'],
  ]
  expect(reported).toEqual(expected)
  await app.content.reportError(error, { source: 'rest' })
  expect(reported).toEqual(expected)
})

test('afterError is told the user and the context as the hooks of the failed operation left them, and which handler threw', async () => {
  const told: Untyped[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeOperation: [({ req }) => void (req.user = { name: 'Ada' })],
        beforeValidate: [({ context }) => void (context['seen'] = true)],
        beforeChange: [{ id: 'gate', handler: throwing(new Error('no')) }],
      }),
    ],
    hooks: { afterError: [({ req, context, handler }) => void told.push([req?.user, context, handler])] },
  })
  const req = { source: 'rest', user: null, headers: new Headers(), locale: undefined, context: {} }
  const error = await app.content.create({ collection: 'posts', data: {}, req }).catch((thrown: unknown) => thrown)
  await app.content.reportError(error, { source: 'rest', req })
  expect(told).toEqual([[{ name: 'Ada' }, { seen: true }, 'gate']])
})

test('an error that another door lets through is left to that door, which may answer as handlers say', async () => {
  const sources: unknown[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeChange: [throwing(new Error('no'))],
        afterError: [() => ({ status: 409, response: { from: 'collection' } })],
      }),
    ],
    hooks: {
      afterError: [
        ({ source, result, answer }) => {
          sources.push([source, result, { ...answer }])
          return { status: 418 }
        },
        ({ error }) => error,
        throwing(new Error('the reporter fails')),
        () => ({ status: 'nonsense', response: undefined }),
      ],
    },
  })
  const req = { source: 'rest' as const, user: null }
  const error = await app.content.create({ collection: 'posts', data: {}, req }).catch((thrown: unknown) => thrown)
  expect(sources).toEqual([])
  const answer = await app.content.reportError(error, {
    source: 'rest',
    collection: 'posts',
    result: toPublicError(error),
  })
  expect(answer).toEqual({})
  expect(sources).toEqual([['rest', toPublicError(error), { status: 409, response: { from: 'collection' } }]])
})

test('an error that a hook catches is its own affair; one that it lets through is reported once', async () => {
  const reported: string[] = []
  let isCaught = true
  await using app = await openContent({
    collections: [
      posts({
        afterChange: [
          async () => {
            const nested = app.content.findByID({ collection: 'posts', id: 'none' })
            await (isCaught ? nested.catch(() => undefined) : nested)
          },
        ],
      }),
    ],
    hooks: { afterError: [({ error }) => void reported.push(error.code)] },
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(reported).toEqual([])
  isCaught = false
  await app.content.create({ collection: 'posts', data: { title: 'B' } }).catch(() => undefined)
  expect(reported).toEqual(['NOT_FOUND'])
})

test('an afterError handler whose own Local API call fails does not report in a circle', async () => {
  let runs = 0
  await using app = await openContent({
    collections: [posts({ beforeChange: [throwing(new Error('no'))] })],
    hooks: {
      afterError: [
        async () => {
          runs++
          await app.content.create({ collection: 'posts', data: {} })
        },
      ],
    },
  })
  await app.content.create({ collection: 'posts', data: {} }).catch(() => undefined)
  expect(runs).toBe(1)
  expect(app.warnings).toHaveLength(1)
})

test('an unknown collection or global is a 404 that says so', async () => {
  await using app = await openContent({ collections: [posts()] })
  await expect(app.content.find({ collection: 'pots' })).rejects.toMatchObject({
    code: 'UNKNOWN_COLLECTION',
    status: 404,
  })
  await expect(app.content.findGlobal({ slug: '__proto__' })).rejects.toMatchObject({
    code: 'UNKNOWN_GLOBAL',
    status: 404,
  })
})

test('every code has a status and says what to do', () => {
  for (const [code, { status, hint }] of Object.entries(contentErrors)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(hint).toMatch(/\.$/)
  }
})
