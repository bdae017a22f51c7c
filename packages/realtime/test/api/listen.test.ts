import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Server, type ServerConfiguration } from '../../src/index.ts'
import { Lines, running } from '../support/running-server.ts'

const quiet = (): ServerConfiguration => ({ address: '127.0.0.1', port: 0, stopOnSignals: false, log: new Lines() })

const textOf = async (url: string): Promise<string> => (await fetch(url)).text()

/** A port that is free now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a plain request is answered with the greeting that checks of older deployments look for', async () => {
  await using server = await running()
  const response = await fetch(server.httpURL)
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('Welcome to Hocuspocus!')
})

test('with nothing to prepare the port is taken before listen returns, and its number is known at once', async () => {
  await using server = new Server(quiet())
  const port = await freePort()
  const listening = server.listen(port)
  expect(server.address.port).toBe(port)
  expect(await textOf(server.httpURL)).toBe('Welcome to Hocuspocus!')
  await listening
})

test('the URLs name the address and the port that was found', async () => {
  await using server = await running()
  const { port } = server.address
  expect(server.URL).toBe(`127.0.0.1:${port}`)
  expect(server.httpURL).toBe(`http://127.0.0.1:${port}`)
  expect(server.webSocketURL).toBe(`ws://127.0.0.1:${port}`)
})

test.for<[string, (server: Server, callback: (port: number) => void) => Promise<unknown>]>([
  ['only a callback', (server, callback) => server.listen(({ port }) => callback(port))],
  ['a port and a callback', (server, callback) => server.listen(0, ({ port }) => callback(port))],
  ['null and a callback', (server, callback) => server.listen(null, ({ port }) => callback(port))],
])('listen takes %s, which is called with the port', async ([, listen]) => {
  await using server = new Server(quiet())
  const ports: number[] = []
  await listen(server, (port) => ports.push(port))
  expect(ports).toEqual([server.address.port])
})

test.for<[string, () => Promise<Server>]>([
  [
    'the configuration',
    async () => {
      const server = new Server({ ...quiet(), websocketOptions: { maxPayload: 10 } })
      await server.listen()
      return server
    },
  ],
  [
    'the second parameter of the constructor',
    async () => {
      const server = new Server(quiet(), { maxPayload: 10 })
      await server.listen()
      return server
    },
  ],
])('the size of messages is limited by maxPayload of %s', async ([, start]) => {
  await using server = await start()
  const client = new WebSocket(server.webSocketURL)
  await once(client, 'open')
  client.send(new Uint8Array(11))
  await once(client, 'close')
  expect(server.hocuspocus.metrics().refused).toEqual({ FRAME_TOO_LARGE: 1 })
})

test('another HTTP server may pass plain requests on', async () => {
  await using server = new Server({
    ...quiet(),
    onRequest: async ({ request, response }) => {
      if (request.url !== '/cats') return
      response.end('I like cats.')
      throw undefined
    },
  })
  const front = createServer((request, response) => void server.requestHandler(request, response)).listen(
    0,
    '127.0.0.1',
  )
  await once(front, 'listening')
  const address = front.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  expect(await textOf(`${url}/cats`)).toBe('I like cats.')
  expect(await textOf(url)).toBe('Welcome to Hocuspocus!')
  front.closeAllConnections()
  front.close()
})

test('configure on a running server replaces its hooks', async () => {
  await using server = await running({ onRequest: async ({ response }) => void response.end('before') })
  server.configure({ onRequest: async ({ response }) => void response.end('after') })
  expect(await textOf(server.httpURL)).toBe('after')
})
