import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Server, type OnConfigurePayload } from '../../src/index.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { Lines, running } from '../support/running-server.ts'

const local = { address: '127.0.0.1', port: 0, stopOnSignals: false, log: new Lines() }
const http = (server: Server): string => `http://127.0.0.1:${server.address.port}`

test('onConfigure is waited for before the port is bound, and before a document is opened', async () => {
  const ran: string[] = []
  const { promise: ready, resolve: go } = Promise.withResolvers<void>()
  const server = new Server({
    ...local,
    async onConfigure() {
      await ready
      ran.push('configured')
    },
    onListen: () => void ran.push('listening'),
    onLoadDocument: () => void ran.push('loaded'),
  })
  const direct = server.openDirectConnection('doc')
  const listening = server.listen()
  expect(server.httpServer.listening).toBe(false)
  go()
  await listening
  await (await direct).disconnect()
  expect(ran[0]).toBe('configured')
  expect(ran.toSorted()).toEqual(['configured', 'listening', 'loaded'])
  await server.destroy()
})

test('an onConfigure that fails stops listen and refuses documents, until a later configure succeeds', async () => {
  let works = false
  const onConfigure = (): void => {
    if (!works) throw new Error('the password is hunter2')
  }
  const server = new Server({ ...local, onConfigure })
  await expect(server.listen()).rejects.toMatchObject({ code: 'HOOK_FAILED', hook: 'onConfigure' })
  expect(server.httpServer.listening).toBe(false)
  await expect(server.openDirectConnection('doc')).rejects.toMatchObject({ hook: 'onConfigure' })
  works = true
  server.configure({})
  await server.listen()
  works = false
  server.configure({})
  using refused = new Client('doc', { url: `ws://127.0.0.1:${server.address.port}` })
  expect(await refused.refused()).toBe('permission-denied')
  server.configure({ onConfigure: undefined })
  using ada = new Client('doc', { url: `ws://127.0.0.1:${server.address.port}` })
  await ada.whenSynced()
  await server.destroy()
})

test('to configure a server that runs replaces handlers, runs none twice, and leaves the list of extensions alone', async () => {
  const ran: string[] = []
  const extensions = Object.freeze([
    { extensionName: 'low', priority: 1, onConnect: () => void ran.push('low') },
    { extensionName: 'high', priority: 2, onConnect: () => void ran.push('high') },
  ])
  const seen: OnConfigurePayload[] = []
  await using server = await running({
    extensions,
    onConnect: () => void ran.push('configuration'),
    onConfigure: (payload) => void seen.push(payload),
  })
  server.configure({})
  server.configure({ quiet: true })
  expect(seen).toHaveLength(3)
  expect(seen[2]?.configuration).toMatchObject({ quiet: true })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(ran.splice(0)).toEqual(['high', 'low', 'configuration'])
  server.configure({ onConnect: () => void ran.push('another') })
  using bob = new Client('doc', { url: server.url })
  await bob.whenSynced()
  expect(ran).toEqual(['high', 'low', 'another'])
})

test('an onListen that fails closes the port again, ends who came meanwhile, and listen may be called again', async () => {
  let works = false
  const { promise: came, resolve: someoneCame } = Promise.withResolvers<WebSocket>()
  const server = new Server({
    ...local,
    async onListen({ port }) {
      if (works) return
      const webSocket = new WebSocket(`ws://127.0.0.1:${port}`)
      await once(webSocket, 'open')
      someoneCame(webSocket)
      throw new Error('not today')
    },
  })
  await expect(server.listen()).rejects.toMatchObject({ hook: 'onListen' })
  const webSocket = await came
  if (webSocket.readyState !== WebSocket.CLOSED) await once(webSocket, 'close')
  expect(server.httpServer.listening).toBe(false)
  works = true
  await server.listen()
  expect((await fetch(http(server))).status).toBe(200)
  await server.destroy()
})

test('a server that is destroyed while it boots does not listen afterwards', async () => {
  const { promise: configured, resolve: go } = Promise.withResolvers<void>()
  const server = new Server({ ...local, onConfigure: () => configured })
  const listening = server.listen().catch((error: unknown) => error)
  const destroyed = server.destroy()
  go()
  await destroyed
  expect(await listening).toMatchObject({ code: 'SERVER_CLOSING' })
  expect(server.httpServer.listening).toBe(false)
})

test.for<[string, () => void]>([
  ['nothing', () => Promise.reject()],
  ['an empty Error', () => Promise.reject(new Error(''))],
  ['a string', () => Promise.reject('answered')],
])('an onRequest that has answered and throws %s ends it there', async ([, end]) => {
  let later = 0
  const log = new Lines()
  await using server = await running({
    log,
    extensions: [
      {
        onRequest({ response }) {
          response.writeHead(418).end('mine')
          return end()
        },
      },
    ],
    onRequest: () => void later++,
  })
  const response = await fetch(http(server))
  expect([response.status, await response.text()]).toEqual([418, 'mine'])
  expect(later).toBe(0)
  expect(log.errors).toEqual([])
})

test('an onRequest that fails is answered with 500, and logged; one that only looks on changes nothing', async () => {
  const log = new Lines()
  await using server = await running({
    log,
    onRequest({ request }) {
      if (request.url === '/broken') throw new Error('broken')
    },
  })
  expect((await fetch(`${http(server)}/broken`)).status).toBe(500)
  expect(log.errors[0]?.details).toMatchObject({ url: '/broken', error: { hook: 'onRequest' } })
  expect((await fetch(`${http(server)}/fine`)).status).toBe(200)
})

test('an onUpgrade that throws nothing has taken the socket: the server leaves it alone, and ends it when it ends', async () => {
  await using server = await running({
    onUpgrade({ request, socket }) {
      if (request.url !== '/mine') return undefined
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: mine\r\nConnection: Upgrade\r\n\r\nhello')
      return Promise.reject()
    },
  })
  const socket = connect(server.address.port, '127.0.0.1')
  socket.write('GET /mine HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: mine\r\n\r\n')
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  expect(String(bytes)).toMatch(/101 Switching Protocols[^]*hello$/)
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(socket.readableEnded).toBe(false)
  const ended = once(socket, 'close')
  await server.destroy()
  await ended
})

test('an onUpgrade that fails is answered with 403, and logged', async () => {
  const log = new Lines()
  await using server = await running({
    log,
    onUpgrade() {
      throw new Error('no')
    },
  })
  const webSocket = new WebSocket(server.url)
  const [, response] = (await once(webSocket, 'unexpected-response')) as [unknown, { statusCode: number }]
  expect(response.statusCode).toBe(403)
  expect(log.errors[0]?.details).toMatchObject({ error: { hook: 'onUpgrade' } })
  webSocket.on('error', () => {}).terminate()
})

test('onDestroy runs when every document has been stored and has left, and a failure keeps nobody from running', async () => {
  const ran: unknown[] = []
  const server = await running({
    onStoreDocument: () => void ran.push('stored'),
    afterUnloadDocument: () => void ran.push('left'),
    extensions: [
      {
        onDestroy({ instance }) {
          ran.push(instance.getDocumentsCount(), instance.getConnectionsCount())
          throw new Error('broken')
        },
      },
    ],
    onDestroy: () => void ran.push('second'),
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x')
  await ada.whenSaved()
  await server.destroy()
  expect(ran).toEqual(['stored', 'left', 0, 0, 'second'])
})

test('handlers of onDestroy that never end do not keep a server from ending within ten seconds', async () => {
  const clock = new ManualClock()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const log = new Lines()
  const server = await running({
    clock,
    log,
    onDestroy() {
      begin()
      return new Promise(() => {})
    },
  })
  const destroyed = server.destroy()
  await begun
  clock.advance(10_000)
  await destroyed
  expect(log.errors.map(({ message }) => message)).toContain('onDestroy has not ended in time')
})
