import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { UpgradeReceiver } from '../src/index.ts'
import { newsroom, type Newsroom, type NewsroomOptions } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** Takes the socket, answers the handshake, and sends back whatever comes. */
const echo: UpgradeReceiver = (_request, socket, head) => {
  socket.on('error', () => undefined)
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  socket.write(head)
  socket.pipe(socket)
}

const withEcho = (options: NewsroomOptions = {}): Promise<Newsroom> =>
  newsroom({ ...options, prepare: ({ door }) => door.upgrade('/collab', echo) })

describe('a WebSocket request', () => {
  test('for the path of a receiver is handed over, with what was sent after it', async () => {
    await using room = await withEcho()
    await using client = await RawClient.open(room.port)
    client.send(request('GET /collab?token=x', upgrade, 'early'))
    expect(await client.until('early')).toMatch(/^HTTP\/1\.1 101 /)
    client.send('later')
    await client.until('later')
    expect(room.fired()).toEqual([])
  })

  test.each(['/', '/collab/', '/collab/x', '/Collab', '/api/posts', '/%63ollab'])(
    'for another path (%s) gets a 404 and a closed connection',
    async (path) => {
      await using room = await withEcho()
      await using client = await RawClient.open(room.port)
      client.send(request(`GET ${path}`, upgrade))
      const answer = await client.untilClosed()
      expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
      expect(await client.json()).toEqual(errorAnswer('HTTP_ROUTE_UNKNOWN'))
      expect(room.fired()).toEqual(['afterError'])
    },
  )

  test('is refused without harm when the client does not wait for the answer', async () => {
    await using room = await withEcho()
    const client = await RawClient.open(room.port)
    client.send(request('GET /nowhere', upgrade, 'x'.repeat(1000)))
    client.socket.resetAndDestroy()
    expect((await fetch(`${room.url}/healthz`)).status).toBe(200)
  })

  test('with a URL that is too long gets a 414', async () => {
    await using room = await withEcho()
    await using client = await RawClient.open(room.port)
    client.send(request(`GET /collab?${'x'.repeat(9000)}`, upgrade))
    expect(await client.status()).toBe(414)
  })

  test('whose receiver throws gets a 500 that tells nothing', async () => {
    const broken: UpgradeReceiver = () => {
      throw new TypeError('internals')
    }
    await using room = await newsroom({ prepare: ({ door }) => door.upgrade('/collab', broken) })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /collab', upgrade))
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 500 /)
    expect(await client.json()).toEqual({ errors: [{ code: 'INTERNAL', message: 'Something went wrong.' }] })
  })
})

describe('the Origin of a WebSocket request', () => {
  const origins = ['https://app.example.org', 'http://localhost:5173']

  test.each([
    { origin: undefined, status: 101 },
    { origin: 'http://127.0.0.1', status: 101 },
    { origin: 'https://127.0.0.1', status: 101 },
    { origin: 'https://app.example.org', status: 101 },
    { origin: 'http://localhost:5173', status: 101 },
    { origin: 'http://localhost:5174', status: 403 },
    { origin: 'http://app.example.org', status: 403 },
    { origin: 'https://app.example.org.evil.example', status: 403 },
    { origin: 'https://evil.example/app.example.org', status: 403 },
    { origin: 'http://127.0.0.1:8080', status: 403 },
    { origin: 'http://127.0.0.1@evil.example', status: 403 },
    { origin: 'null', status: 403 },
    { origin: '', status: 403 },
    { origin: 'file://', status: 403 },
    { origin: 'http://127.0.0.1, http://evil.example', status: 403 },
  ])('$origin is answered with $status', async ({ origin, status }) => {
    await using room = await withEcho({ origins })
    await using client = await RawClient.open(room.port)
    client.send(request('GET /collab', [...upgrade, ...(origin === undefined ? [] : [`Origin: ${origin}`])]))
    expect(await client.status()).toBe(status)
  })

  test.each(['app.example.org', 'https://app.example.org/path', '*', 'null', ''])(
    'cannot be listed as %j',
    async (origin) => {
      await expect(newsroom({ origins: [origin] })).rejects.toMatchObject({ code: 'HTTP_ORIGIN_INVALID' })
    },
  )
})

test('an offer of another protocol is ignored: the request is answered as usual', async () => {
  await using room = await withEcho()
  await using client = await RawClient.open(room.port)
  client.send(
    request('GET /healthz', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']),
  )
  expect(await client.status()).toBe(200)
})

test('a path has one receiver', async () => {
  await using room = await withEcho()
  expect(() => room.door.upgrade('/collab', echo)).toThrow(expect.objectContaining({ code: 'HTTP_UPGRADE_TAKEN' }))
  expect(() => room.door.upgrade('collab', echo)).toThrow(expect.objectContaining({ code: 'HTTP_UPGRADE_PATH' }))
  expect(() => room.door.upgrade('/collab?x', echo)).toThrow(expect.objectContaining({ code: 'HTTP_UPGRADE_PATH' }))
})

test('a socket that was handed over stays its receiver’s when the door closes', async () => {
  const taken = Promise.withResolvers<Duplex>()
  await using room = await newsroom({
    prepare: ({ door }) =>
      door.upgrade('/collab', (...handed) => {
        echo(...handed)
        taken.resolve(handed[1])
      }),
  })
  await using client = await RawClient.open(room.port)
  client.send(request('GET /collab', upgrade))
  await client.until('101')
  await room.door.close()
  client.send('after the close')
  await client.until('after the close')
  const socket = await taken.promise
  socket.destroy()
  await once(client.socket, 'close')
})
