import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../src/index.ts'
import { newsroom } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'

const get = (path: string, handler: Endpoint['handler']): Endpoint => ({ path, method: 'get', handler })

describe('an endpoint', () => {
  test('gets a web Request and answers with a Response, below /api', async () => {
    await using room = await newsroom({
      endpoints: [
        {
          path: '/echo/:name',
          method: 'post',
          handler: async (req) => {
            const said = [
              req.method,
              new URL(req.url).pathname,
              req.routeParams['name'],
              req.headers.get('x-a'),
              await req.text(),
            ]
            return new Response(JSON.stringify([...said, req.source, req.user]), {
              status: 202,
              headers: { 'x-b': '2' },
            })
          },
        },
      ],
    })
    const response = await fetch(`${room.url}/api/echo/a%20b`, {
      method: 'POST',
      headers: { 'x-a': '1', 'content-type': 'text/x' },
      body: 'hi',
    })
    expect(response.status).toBe(202)
    expect(response.headers.get('x-b')).toBe('2')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.json()).toEqual(['POST', '/api/echo/a%20b', 'a b', '1', 'hi', 'rest', null])
  })

  test('may set several cookies and redirect', async () => {
    await using room = await newsroom({
      endpoints: [
        get('/away', () => {
          const headers = new Headers({ location: '/elsewhere' })
          headers.append('set-cookie', 'a=1')
          headers.append('set-cookie', 'b=2')
          return new Response(null, { status: 303, headers })
        }),
      ],
    })
    const response = await fetch(`${room.url}/api/away`, { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('is asked before a document of the same name, and other methods stay refused', async () => {
    await using room = await newsroom({ endpoints: [get('/posts/stats', () => Response.json({ posts: 7 }))] })
    expect(await (await fetch(`${room.url}/api/posts/stats`)).json()).toEqual({ posts: 7 })
    const other = await fetch(`${room.url}/api/posts/stats`, { method: 'DELETE' })
    expect(other.status).toBe(405)
    expect(other.headers.get('allow')).toBe('GET')
  })

  test('acts in the Local API as the request does, with access enforced', async () => {
    const endpoints: Endpoint[] = []
    await using room = await newsroom({
      endpoints,
      prepare: ({ content }) =>
        endpoints.push(get('/mine', async () => Response.json(await content.find({ collection: 'secrets' })))),
    })
    await room.content.create({ collection: 'secrets', data: { text: 'x' } })
    const response = await fetch(`${room.url}/api/mine`)
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual(errorAnswer('FORBIDDEN'))
  })

  test('that throws is answered like any other error, once, through afterError', async () => {
    await using room = await newsroom({
      endpoints: [
        get('/broken', () => {
          throw new TypeError('internals')
        }),
      ],
    })
    const response = await fetch(`${room.url}/api/broken`)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ errors: [{ code: 'INTERNAL', message: 'Something went wrong.' }] })
    expect(room.fired()).toEqual(['afterError'])
  })

  test.each([undefined, null, 'text', { ok: true }])(
    'that returns %j instead of a Response is a fault',
    async (returned) => {
      await using room = await newsroom({ endpoints: [get('/odd', () => returned as unknown as Response)] })
      const response = await fetch(`${room.url}/api/odd`)
      expect(response.status).toBe(500)
      expect(await response.json()).toEqual(errorAnswer('HTTP_ENDPOINT_RETURN', { message: 'Something went wrong.' }))
    },
  )

  test.each(['announced', 'chunked'])('is not given more body than the limit (%s)', async (how) => {
    await using room = await newsroom({
      limits: { body: 1000 },
      endpoints: [
        { path: '/take', method: 'post', handler: async (req) => new Response(String((await req.bytes()).length)) },
      ],
    })
    const send = async (bytes: number): Promise<{ status: number; text: string }> => {
      const blob = new Blob(['x'.repeat(bytes)])
      const body = how === 'announced' ? blob : blob.stream()
      const response = await fetch(`${room.url}/api/take`, { method: 'POST', body, duplex: 'half' })
      return { status: response.status, text: await response.text() }
    }
    expect(await send(999)).toEqual({ status: 200, text: '999' })
    expect(await send(1000)).toEqual({ status: 200, text: '1000' })
    expect(await send(1001)).toMatchObject({ status: 413, text: expect.stringContaining('HTTP_BODY_TOO_LARGE') })
  })

  test('may be added until the door listens', async () => {
    const endpoints: Endpoint[] = []
    await using room = await newsroom({
      endpoints,
      prepare: () => endpoints.push(get('/late', () => new Response('here'))),
    })
    expect(await (await fetch(`${room.url}/api/late`)).text()).toBe('here')
  })
})

describe('an endpoint that cannot be served is refused when the door listens:', () => {
  test.each([
    { what: 'a path without a slash', endpoint: { path: 'x', method: 'get', handler: () => new Response() } },
    { what: 'a path with a pattern', endpoint: { path: '/x(.*)', method: 'get', handler: () => new Response() } },
    { what: 'no path', endpoint: { method: 'get', handler: () => new Response() } },
    { what: 'an unknown method', endpoint: { path: '/x', method: 'GET', handler: () => new Response() } },
    { what: 'no handler', endpoint: { path: '/x', method: 'get' } },
    { what: 'nothing', endpoint: null },
  ])('$what', async ({ endpoint }) => {
    await expect(newsroom({ endpoints: [endpoint as never] })).rejects.toMatchObject({ code: 'HTTP_ENDPOINT_SHAPE' })
  })

  test.each(['/posts', '/posts/:slug', '/globals/settings', '/mine'])('a path that is taken (%s)', async (path) => {
    const endpoints = [get('/mine', () => new Response()), get(path, () => new Response())]
    await expect(newsroom({ endpoints })).rejects.toMatchObject({ code: 'HTTP_ENDPOINT_TAKEN' })
  })
})

describe('a stream of server-sent events', () => {
  /** An endpoint whose stream is fed from outside. */
  function feed(): { endpoint: Endpoint; send: (text: string) => void; cancelled: Promise<void> } {
    const cancelled = Promise.withResolvers<void>()
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined
    const endpoint = get('/feed', () => {
      const stream = new ReadableStream<Uint8Array>({
        start: (its) => void (controller = its),
        cancel: () => cancelled.resolve(),
      })
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
    })
    return {
      endpoint,
      send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
      cancelled: cancelled.promise,
    }
  }

  test('has its headers sent before the first event, and each event at once', async () => {
    const { endpoint, send } = feed()
    await using room = await newsroom({ endpoints: [endpoint] })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /api/feed'))
    expect(await client.until('\r\n\r\n')).toMatch(/content-type: text\/event-stream/i)
    send('data: one\n\n')
    await client.until('data: one')
    send('data: two\n\n')
    await client.until('data: two')
  })

  test('is cancelled when the client goes away', async () => {
    const { endpoint, send, cancelled } = feed()
    await using room = await newsroom({ endpoints: [endpoint] })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /api/feed'))
    await client.until('\r\n\r\n')
    send('data: one\n\n')
    await client.until('data: one')
    client.socket.destroy()
    await cancelled
    expect(room.fired()).toEqual([])
  })

  test('outlives the time limit for answers', async () => {
    const { endpoint, send } = feed()
    const slow = get('/slow', () => new Promise<Response>(() => undefined))
    await using room = await newsroom({ endpoints: [endpoint, slow], limits: { request: 200 } })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /api/feed'))
    await client.until('\r\n\r\n')
    expect((await fetch(`${room.url}/api/slow`)).status).toBe(503)
    send('data: still here\n\n')
    await client.until('still here')
  })

  test('is ended, complete, when the door closes', async () => {
    const { endpoint, send, cancelled } = feed()
    await using room = await newsroom({ endpoints: [endpoint] })
    const response = await fetch(`${room.url}/api/feed`)
    send('data: one\n\n')
    const text = response.text()
    await room.door.close()
    await cancelled
    expect(await text).toBe('data: one\n\n')
  })

  test('that has an end is written to it while the door closes', async () => {
    const go = Promise.withResolvers<void>()
    const download = get('/download', () => {
      const stream = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(Buffer.from('first half, '))
          await go.promise
          controller.enqueue(Buffer.from('second half'))
          controller.close()
        },
      })
      return new Response(stream, { headers: { 'content-type': 'text/csv' } })
    })
    await using room = await newsroom({ endpoints: [download] })
    const response = await fetch(`${room.url}/api/download`)
    const closed = room.door.close()
    go.resolve()
    expect(await response.text()).toBe('first half, second half')
    await closed
  })

  test('that is read slowly is asked for more only when there is room', async () => {
    let pulled = 0
    const endless = get('/endless', () => {
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled++
          controller.enqueue(new Uint8Array(1024 * 1024))
        },
      })
      return new Response(stream)
    })
    await using room = await newsroom({ endpoints: [endless] })
    await using client = await RawClient.open(room.port)
    client.socket.pause()
    client.send(request('GET /api/endless'))
    // Another client gets its answer although the first one's never ends.
    for (let round = 0; round < 20; round++) expect((await fetch(`${room.url}/healthz`)).status).toBe(200)
    expect(pulled).toBeLessThan(64)
  })

  test.each([
    {
      what: 'fails',
      chunk: () => {
        throw new Error('the source is gone')
      },
    },
    { what: 'gives something other than bytes', chunk: () => 'text' as never },
  ])('that $what breaks the connection and reaches afterError', async ({ chunk }) => {
    const told = Promise.withResolvers<unknown>()
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) => hooks.on('afterError', ({ error }) => told.resolve(error)),
      endpoints: [
        get(
          '/failing',
          () => new Response(new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk()) })),
        ),
      ],
    })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /api/failing'))
    expect(await client.untilClosed()).not.toContain('\r\n0\r\n\r\n')
    expect(await told.promise).toMatchObject({ code: 'HTTP_ANSWER_STREAM' })
  })
})
