import { createServer } from 'node:http'
import { connect } from 'node:net'

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { defaultLimits, realtimeErrors, Server } from '../src/index.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client } from './support/provider.ts'
import { frame, RawClient } from './support/raw-client.ts'
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

const guide = readFileSync(new URL('../../../docs/guide/realtime-limits.md', import.meta.url), 'utf8')

test('the guide tells every limit with its default and what it is counted as', async () => {
  const rows = [...guide.matchAll(/^\| `(\w+)` \| (\d+) \|.*\| ([^|]+) \|$/gm)]
  expect(Object.fromEntries(rows.map(([, name, value]) => [name, Number(value)]))).toEqual(defaultLimits)
  await using server = await running()
  const counted = new Set([...Object.keys(realtimeErrors), ...Object.keys(server.hocuspocus.metrics())])
  const named = rows.flatMap(([, , , codes]) => [...(codes ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code ?? ''))
  expect(named.filter((code) => !counted.has(code))).toEqual([])
  for (const name of Object.keys(server.hocuspocus.metrics())) expect(guide).toContain(`\`${name}\``)
})

test.for(Object.keys(defaultLimits))('limits.%s is a number of 0 or more', async (name) => {
  for (const value of [-1, NaN, '5', null]) {
    const limits = { [name]: value as number }
    expect(() => new Server({ limits, log: new Lines() })).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE' }))
  }
  await using server = await running({ limits: { [name]: 7 } })
  expect(server.hocuspocus.limits).toEqual({ ...defaultLimits, [name]: 7 })
})

test('the keys that Hocuspocus has for limits are kept', async () => {
  await using server = await running({
    maxUnauthenticatedQueueSize: 1,
    maxUnauthenticatedQueueMessages: 2,
    maxPendingDocuments: 3,
    websocketOptions: { maxPayload: 4 },
  })
  const { limits } = server.hocuspocus
  const waiting = { waitingBytes: 1, waitingMessages: 2, waitingDocuments: 3 }
  expect(limits).toEqual({ ...defaultLimits, ...waiting, frame: 4, frameBeforeAuthentication: 4 })
})
