import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../src/index.ts'
import { newsroom } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'

/** An endpoint that answers when it is told to. */
function held(): { endpoint: Endpoint; entered: Promise<void>; release: (response: Response) => void } {
  const entered = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<Response>()
  const handler = (): Promise<Response> => {
    entered.resolve()
    return answer.promise
  }
  return { endpoint: { path: '/held', method: 'get', handler }, entered: entered.promise, release: answer.resolve }
}

describe('close()', () => {
  test('waits for a request that is being answered, and takes no new connection', async () => {
    const { endpoint, entered, release } = held()
    await using room = await newsroom({ endpoints: [endpoint] })
    const answer = fetch(`${room.url}/api/held`)
    await entered
    const closed = room.door.close()
    await expect(fetch(`${room.url}/healthz`)).rejects.toThrow('fetch failed')
    release(new Response('in time'))
    expect(await (await answer).text()).toBe('in time')
    await closed
  })

  test('waits for a write, which is committed and answered', async () => {
    const entered = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    await using room = await newsroom({
      watch: false,
      prepare: ({ hooks }) =>
        hooks.on('posts:beforeChange', async () => {
          entered.resolve()
          await go.promise
        }),
    })
    const answer = fetch(`${room.url}/api/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"title":"last"}',
    })
    await entered.promise
    const closed = room.door.close()
    go.resolve()
    expect((await answer).status).toBe(201)
    await closed
    expect(await room.content.count({ collection: 'posts' })).toEqual({ totalDocs: 1 })
  })

  test('answers a request whose end comes only now with 503', async () => {
    const { endpoint, entered, release } = held()
    await using room = await newsroom({ endpoints: [endpoint] })
    await using client = await RawClient.open(room.port)
    client.send('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n')
    // Whoever asks after this on another connection is read later.
    await fetch(`${room.url}/healthz`)
    const answer = fetch(`${room.url}/api/held`)
    await entered
    const closed = room.door.close()
    client.send('\r\n')
    expect(await client.status()).toBe(503)
    expect(await client.json()).toEqual(errorAnswer('HTTP_CLOSING'))
    expect(await client.untilClosed()).toMatch(/connection: close/i)
    release(new Response())
    await Promise.all([answer, closed])
  })

  test('lets an answer in flight say that its connection ends', async () => {
    const { endpoint, entered, release } = held()
    await using room = await newsroom({ endpoints: [endpoint] })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /api/held'))
    await entered
    const closed = room.door.close()
    release(new Response('done'))
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*done/i)
    await closed
  })

  test('breaks off, after its limit, what does not end', async () => {
    const { endpoint, entered } = held()
    await using room = await newsroom({ endpoints: [endpoint], limits: { drain: 100 } })
    const answer = fetch(`${room.url}/api/held`)
    await entered
    await Promise.all([room.door.close(), expect(answer).rejects.toThrow('fetch failed')])
    expect(room.logged).toEqual([{ about: { requests: 1 }, message: expect.stringContaining('broken off') }])
  })

  test('does not wait for connections that are only kept open', async () => {
    await using room = await newsroom()
    await using client = await RawClient.open(room.port)
    client.send(request('GET /healthz'))
    await client.until('"ok"')
    await using silent = await RawClient.open(room.port)
    await room.door.close()
    await Promise.all([client.untilClosed(), silent.untilClosed()])
  })

  test('may be called twice, and before the door has listened', async () => {
    await using room = await newsroom({ listen: false })
    await Promise.all([room.door.close(), room.door.close()])
    await expect(room.door.listen()).rejects.toMatchObject({ code: 'HTTP_CLOSED' })
  })
})

describe('listen()', () => {
  test('opens the port once', async () => {
    await using room = await newsroom()
    await expect(room.door.listen()).rejects.toMatchObject({ code: 'HTTP_LISTENING' })
  })

  test('says which port cannot be opened', async () => {
    await using first = await newsroom()
    await using second = await newsroom({ listen: false })
    await expect(second.door.listen({ port: first.port })).rejects.toMatchObject({
      code: 'HTTP_LISTEN_FAILED',
      message: expect.stringContaining(String(first.port)),
      cause: expect.objectContaining({ code: 'EADDRINUSE' }),
    })
  })

  test('gives an address that can be gone to for a wildcard', async () => {
    await using room = await newsroom({ listen: false })
    const { url } = await room.door.listen({ host: '0.0.0.0' })
    expect(url).toMatch(/^http:\/\/localhost:\d+$/)
  })
})

describe('bytes that are no request', () => {
  test.each([
    'NONSENSE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'POST /api/posts HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
    'GET /healthz HTTP/1.1\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ])('%j get a 400 in the one shape of errors', async (bytes) => {
    await using room = await newsroom()
    await using client = await RawClient.open(room.port)
    client.send(Buffer.from(bytes, 'latin1'))
    expect(await client.status()).toBe(400)
    expect(await client.json()).toEqual(errorAnswer('HTTP_REQUEST_INVALID'))
    expect(room.fired()).toEqual(['afterError'])
  })

  test('a client that goes away in the middle of its body is nobody’s error', async () => {
    await using room = await newsroom()
    const client = await RawClient.open(room.port)
    client.send(request('POST /api/posts', ['Content-Type: application/json', 'Content-Length: 100'], '{"title":'))
    // A second request on another connection is answered after the server has read what the first has sent.
    await fetch(`${room.url}/healthz`)
    client.socket.resetAndDestroy()
    await room.door.close()
    expect(room.fired()).toEqual([])
    expect(room.logged).toEqual([])
  })
})
