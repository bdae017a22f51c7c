import { createServer } from 'node:http'
import { connect } from 'node:net'
import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Server } from '../src/index.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client } from './support/provider.ts'
import { frame, RawClient, type Part } from './support/raw-client.ts'
import { Lines, running } from './support/running-server.ts'

test.for<[string, (client: RawClient) => void, number]>([
  ['a text frame', (client) => client.webSocket.send('hello'), 4401],
  ['an empty frame', (client) => client.bytes(new Uint8Array()), 4401],
  ['an address that is cut off', (client) => client.bytes(Uint8Array.of(9, 1)), 4401],
  ['an unknown type', (client) => client.send('doc', 42), 4205],
  ['a broadcast to all', (client) => client.send('doc', 6, 'boo'), 4403],
  ['a malformed update', (client) => client.send('doc', 0, 2, Uint8Array.of(1, 2, 3)), 4205],
  ['a malformed state vector', (client) => client.send('doc', 0, 0, Uint8Array.of(9)), 4205],
  ['malformed presence', (client) => client.send('doc', 1, Uint8Array.of(9)), 4205],
  [
    'presence without bound',
    (client) => client.send('doc', 1, frame(1, 1, 1, JSON.stringify({ a: 'x'.repeat(20_000) }))),
    4205,
  ],
])('%s closes the socket with a code and reason, and harms nobody else', async ([, send, expected]) => {
  await using server = await running()
  using good = new Client('doc', { url: server.url })
  await good.whenSynced()
  using client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(2)
  send(client)
  const { code, reason } = await client.closed
  expect(code).toBe(expected)
  expect(reason).not.toBe('')
  good.text.insert(0, 'unharmed')
  await good.whenSaved()
  expect(server.getConnectionsCount()).toBe(1)
})

const messages = (count: number, ...parts: Part[]): Uint8Array[] =>
  Array.from({ length: count }, () => frame('doc', ...parts))

test.for<[string, Uint8Array[], boolean]>([
  ['100 messages', messages(100, 3), true],
  ['101 messages', messages(101, 3), false],
  ['a frame of 64 kB', [frame('doc', 5, 'x'.repeat(65_520))], true],
  ['a larger frame', [frame('doc', 5, 'x'.repeat(65_536))], false],
  ['256 kB in all', messages(4, 5, 'x'.repeat(65_000)), true],
  ['more than 256 kB in all', messages(5, 5, 'x'.repeat(65_000)), false],
  ['16 documents', Array.from({ length: 16 }, (_, index) => frame(`doc ${index}`, 3)), true],
  ['17 documents', Array.from({ length: 17 }, (_, index) => frame(`doc ${index}`, 3)), false],
])('before authentication %s: accepted is %s', async ([, frames, accepted]) => {
  await using server = await running()
  using client = await RawClient.open(server.url)
  for (const bytes of frames) client.bytes(bytes)
  // A frame that closes the socket with another code shows that it was still open until then.
  client.bytes(new Uint8Array())
  expect((await client.closed).code).toBe(accepted ? 4401 : 4205)
})

test('a socket on which nothing is authenticated is closed 10 s after it opened, whatever it sends', async () => {
  const clock = new ManualClock()
  await using server = await running({ clock, onAuthenticate: () => new Promise(() => {}) })
  using client = await RawClient.open(server.url)
  client.token('doc')
  clock.advance(9_999)
  expect(server.getConnectionsCount()).toBe(1)
  clock.advance(1)
  expect((await client.closed).code).toBe(4408)
  expect(server.getConnectionsCount()).toBe(0)
})

test('a socket of which nothing is heard is closed; one that answers stays', async () => {
  const clock = new ManualClock()
  await using server = await running({ clock })
  using good = new Client('doc', { url: server.url, awareness: null })
  await good.whenSynced()
  using silent = await RawClient.open(server.url)
  silent.token('doc', '')
  await silent.next(2)
  silent.webSocket.pause()
  const { websocketProvider } = good.configuration
  for (let beat = 0; beat < 4; beat++) {
    const pinged = new Promise<void>((resolve) => {
      const look = (event: MessageEvent): void => {
        if ((event.data as ArrayBuffer).byteLength !== 1) return
        websocketProvider.off('message', look)
        resolve()
      }
      websocketProvider.on('message', look)
    })
    clock.advance(20_000)
    await pinged
    // What the provider sends after its pong shows that the pong has arrived.
    good.text.insert(0, '.')
    await good.whenSaved()
  }
  expect(server.getConnectionsCount()).toBe(1)
  silent.webSocket.resume()
  expect((await silent.closed).code).toBe(4408)
})

test('five refusals end a socket on which nothing is authenticated', async () => {
  await using server = await running({
    onAuthenticate() {
      throw new Error('no')
    },
  })
  using client = await RawClient.open(server.url)
  for (let attempt = 0; attempt < 5; attempt++) {
    client.token('doc', `guess ${attempt}`)
    await client.next(2)
  }
  expect((await client.closed).code).toBe(4403)
})

test('a name that no document can have is refused, and the socket stays open', async () => {
  await using server = await running()
  using client = await RawClient.open(server.url)
  client.token('  ')
  const { rest } = await client.next(2)
  expect(decoding.readVarUint(rest)).toBe(1)
  client.token('doc')
  expect(decoding.readVarUint((await client.next(2)).rest)).toBe(2)
})

test('many requests for the whole document are answered one at a time, the last one surely', async () => {
  await using server = await running()
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x'.repeat(1_000_000))
  await ada.whenSaved()
  using client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(2)
  await client.next(0)
  for (let index = 0; index < 500; index++) client.send('doc', 0, 0, Uint8Array.of(0))
  client.send('doc', 0, 0, Y.encodeStateVector(ada.document))
  for (;;) {
    const { rest } = await client.next(0)
    decoding.readVarUint(rest)
    if (decoding.readVarUint8Array(rest).length < 100) break
  }
  expect(client.count(0)).toBe(0)
})

test('a client that does not read is reset when too much waits for it', async () => {
  await using server = await running({ limits: { outbound: 200_000 } })
  using slow = await RawClient.open(server.url)
  slow.token('doc')
  await slow.next(2)
  slow.webSocket.pause()
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  for (let index = 0; index < 400 && server.getConnectionsCount() === 2; index++) {
    ada.text.insert(0, 'x'.repeat(50_000))
    await ada.whenSaved()
  }
  expect(server.getConnectionsCount()).toBe(1)
})

test('what waits for a slow hook after authentication stops the reading and loses nothing', async () => {
  const { promise: loading, resolve: loaded } = Promise.withResolvers<void>()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  await using server = await running({
    limits: { inbound: 1_000 },
    async onLoadDocument() {
      start()
      await loading
    },
  })
  using ada = new Client('slow', { url: server.url })
  await started
  for (let index = 0; index < 100; index++) ada.text.insert(0, 'x'.repeat(100))
  loaded()
  await ada.whenSaved()
  using bob = new Client('slow', { url: server.url })
  await bob.reads('x'.repeat(10_000))
  expect(bob.text.length).toBe(10_000)
})

test('a server may be mounted on the HTTP server of an application', async () => {
  const server = Server.configure({ log: new Lines() })
  const http = createServer()
  http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as { port: number }
  {
    using ada = new Client('doc', { url: `ws://127.0.0.1:${port}/collab` })
    ada.text.insert(0, 'x')
    await ada.whenSaved()
  }
  await server.destroy()
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    )
    socket.once('data', (data) => resolve(String(data)))
  })
  expect(answer).toMatch(/^HTTP\/1.1 503 /)
  await new Promise((resolve) => http.close(resolve))
})

test('a port that is taken makes listen fail with a coded error', async () => {
  await using server = await running()
  const second = new Server({ address: '127.0.0.1', port: server.address?.port ?? 0, log: new Lines() })
  await expect(second.listen()).rejects.toMatchObject({ code: 'SERVER_PORT' })
  await second.destroy()
  await expect(server.listen()).rejects.toMatchObject({ code: 'SERVER_STARTED' })
})
