import type { ContentRequest } from '@crochet/content'
import { describe, expect, test } from 'vitest'
import { newsroom, type Newsroom, type NewsroomOptions } from './newsroom.ts'
import { RawClient } from './raw-client.ts'

/** A server that keeps the `req` of each read of posts. */
async function watching(options: NewsroomOptions = {}): Promise<{ room: Newsroom; seen: ContentRequest[] }> {
  const seen: ContentRequest[] = []
  const prepare: NewsroomOptions['prepare'] = ({ hooks }) =>
    hooks.on('posts:beforeOperation', ({ req }) => void seen.push(req))
  return { room: await newsroom({ watch: false, prepare, ...options }), seen }
}

describe('req', () => {
  test('says through which door, how, from where and on whose behalf a request comes', async () => {
    const { room, seen } = await watching()
    await using _ = room
    await fetch(`${room.url}/api/posts?limit=1`, { headers: { 'x-trace': 'abc' } })
    expect(seen).toMatchObject([
      { source: 'rest', method: 'GET', url: '/api/posts?limit=1', ip: '127.0.0.1', user: null, context: {} },
    ])
    expect(seen[0]?.headers.get('X-Trace')).toBe('abc')
  })

  test('is fresh for each request: nothing a hook leaves in it reaches the next', async () => {
    const { room, seen } = await watching()
    await using _ = room
    room.hooks.on('posts:beforeOperation', ({ req, context }) => {
      req.user = { name: 'Ada' }
      context['seen'] = true
    })
    await fetch(`${room.url}/api/posts`)
    await fetch(`${room.url}/api/posts`)
    expect(seen[0]).not.toBe(seen[1])
    expect(seen[0]).toMatchObject({ user: { name: 'Ada' }, context: { seen: true } })
    const users: unknown[] = []
    room.hooks.on('posts:beforeOperation', {
      stage: 'early',
      handler: ({ req, context }) => void users.push(req.user, context['seen']),
    })
    await fetch(`${room.url}/api/posts`)
    expect(users).toEqual([null, undefined])
  })

  test.each([
    { trustProxy: undefined, ip: '127.0.0.1' },
    { trustProxy: '10.0.0.1', ip: '127.0.0.1' },
    { trustProxy: '127.0.0.1', ip: '203.0.113.9' },
  ])('believes X-Forwarded-For with trustProxy $trustProxy to be $ip', async ({ trustProxy, ip }) => {
    const { room, seen } = await watching({ trustProxy })
    await using _ = room
    await fetch(`${room.url}/api/posts`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(seen).toMatchObject([{ ip }])
  })
})

test('a client of HTTP/1.0 needs no Host header', async () => {
  await using room = await newsroom()
  await using client = await RawClient.open(room.port)
  expect(await client.send('GET /healthz HTTP/1.0\r\n\r\n').status()).toBe(200)
})
