import { APIError } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { HttpError, httpErrors, type HttpErrorCode } from '../src/index.ts'
import { newsroom } from './newsroom.ts'
import { errorAnswer, scenarios } from './scenario.ts'

const failBeforeChange = (error: unknown) => ({
  watch: false,
  prepare: ({ hooks }: { hooks: Hooks }) =>
    hooks.on('posts:beforeChange', () => {
      throw error
    }),
})

describe('what a hook throws', () => {
  const create = { method: 'POST', path: '/api/posts', body: { title: 'x' }, hooks: ['posts:beforeChange'] } as const

  describe('a plain error of a hook that can veto', () => {
    scenarios(
      [
        {
          title: 'is told to the client',
          ...create,
          status: 400,
          answer: errorAnswer('REFUSED_BY_HOOK', { message: 'Too early' }),
        },
      ],
      failBeforeChange(new Error('Too early')),
    )
  })

  describe('an APIError', () => {
    scenarios(
      [
        {
          title: 'decides status and data',
          ...create,
          status: 402,
          answer: errorAnswer('API_ERROR', { message: 'Pay', data: { price: 5 } }),
        },
      ],
      failBeforeChange(new APIError('Pay', 402, { price: 5 })),
    )
  })

  describe('a fault', () => {
    scenarios(
      [
        {
          title: 'tells nothing of what happened inside',
          ...create,
          status: 500,
          answer: { errors: [{ code: 'INTERNAL', message: 'Something went wrong.' }] },
        },
      ],
      failBeforeChange(new TypeError('/srv/secret/path.ts is not a function')),
    )
  })
})

describe('afterError', () => {
  test('is told the error, the request, the collection and the answer that is going to be sent', async () => {
    const told: Record<string, unknown>[] = []
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) =>
        hooks.on('afterError', ({ error, source, collection, result, req }) => {
          told.push({
            error,
            source,
            collection: collection?.slug,
            result,
            url: (req as unknown as { url: string }).url,
            headers: req?.headers.get('x-trace'),
          })
        }),
    })
    const response = await fetch(`${room.url}/api/posts?limit=0`, { headers: { 'x-trace': 'abc' } })
    expect(told).toEqual([
      {
        error: expect.objectContaining({ code: 'PAGE_RANGE' }),
        source: 'rest',
        collection: 'posts',
        result: await response.json(),
        url: '/api/posts?limit=0',
        headers: 'abc',
      },
    ])
  })

  test('runs for what never reaches an operation, with the door’s own error', async () => {
    const told: unknown[] = []
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) => hooks.on('afterError', ({ error }) => void told.push(error)),
    })
    await fetch(`${room.url}/nowhere`)
    expect(told).toEqual([expect.any(HttpError)])
    expect(told).toMatchObject([{ code: 'HTTP_ROUTE_UNKNOWN', hint: httpErrors.HTTP_ROUTE_UNKNOWN.hint }])
  })

  test.each([
    { returned: { response: { sorry: true }, status: 418 }, status: 418, body: { sorry: true } },
    { returned: { response: ['a', 'list'] }, status: 404, body: ['a', 'list'] },
    { returned: { status: 410 }, status: 410, body: errorAnswer('HTTP_ROUTE_UNKNOWN') },
    { returned: { status: 'soon' }, status: 404, body: errorAnswer('HTTP_ROUTE_UNKNOWN') },
    { returned: { response: { big: 1n } }, status: 404, body: errorAnswer('HTTP_ROUTE_UNKNOWN') },
    { returned: undefined, status: 404, body: errorAnswer('HTTP_ROUTE_UNKNOWN') },
    { returned: 'nonsense', status: 404, body: errorAnswer('HTTP_ROUTE_UNKNOWN') },
  ])('that returns $returned answers with $status', async ({ returned, status, body }) => {
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) => hooks.on('afterError', () => returned as never),
    })
    const response = await fetch(`${room.url}/nowhere`)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual(body)
  })

  test('that throws leaves the answer as it was', async () => {
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) =>
        hooks.on('afterError', () => {
          throw new Error('the reporter is down')
        }),
    })
    const response = await fetch(`${room.url}/nowhere`)
    expect(response.status).toBe(404)
    expect(room.logged).not.toEqual([])
  })

  test('runs once for an error that passes several doors', async () => {
    let runs = 0
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks, content }) => {
        hooks.on('afterError', () => void runs++)
        hooks.on(
          'posts:beforeChange',
          async () => void (await content.findByID({ collection: 'orders', id: 'nobody' })),
        )
      },
    })
    const response = await fetch(`${room.url}/api/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"title":"x"}',
    })
    expect(response.status).toBe(404)
    expect(runs).toBe(1)
  })
})

test('a hook that leaves a value JSON cannot hold fails its request and nothing else', async () => {
  await using room = await newsroom({
    watch: false,
    prepare: ({ hooks }) => hooks.on('globals/settings:afterOperation', ({ result }) => ({ ...result, big: 1n })),
  })
  const response = await fetch(`${room.url}/api/globals/settings`)
  expect(response.status).toBe(500)
  expect(await response.json()).toEqual(errorAnswer('HTTP_ANSWER_JSON', { message: 'Something went wrong.' }))
  expect((await fetch(`${room.url}/healthz`)).status).toBe(200)
})

test.each(Object.entries(httpErrors))('%s has a hint and, if it is an answer, an error status', (code, entry) => {
  const { status, hint } = new HttpError(code as HttpErrorCode, 'x')
  expect(hint).toMatch(/^[A-Z].*\.$/s)
  expect(status).toBe('status' in entry ? entry.status : 500)
  expect(status).toBeGreaterThanOrEqual(400)
})
