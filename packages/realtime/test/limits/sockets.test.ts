import { request, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { ServerConfiguration } from '../../src/index.ts'
import { networkOf } from '../../src/client-address.ts'
import type { RawClient } from '../support/raw-client.ts'
import { around, limited, outcomeOf, Scene, standard, type } from './scene.ts'

test('by default an address has 100 sockets, a socket 100 documents, a document 2,000 clients', () => {
  expect(standard).toMatchObject({ socketsPerAddress: 100, documents: 100, clients: 2_000 })
})

interface Answer {
  readonly status: number
  readonly body: string
}

/** Asks for a WebSocket. @returns the status, and what was said; the socket stays open until `close` */
async function upgrade(url: string, headers: Record<string, string> = {}): Promise<Answer & { close: () => void }> {
  const ask = request(url.replace('ws:', 'http:'), {
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    },
  })
  const answer = await new Promise<IncomingMessage>((resolve) => {
    ask.once('upgrade', resolve)
    ask.once('response', resolve)
    ask.end()
  })
  const close = (): void => void answer.socket.destroy()
  if (answer.statusCode === 101) return { status: 101, body: '', close }
  const body = (await answer.toArray()).join('')
  return { status: answer.statusCode ?? 0, body, close }
}

/** How many of so many sockets are let in, with what headers. The good client's two are among them. */
async function letIn(
  count: number,
  configuration: ServerConfiguration,
  headers: (index: number) => Record<string, string>,
) {
  await using scene = await Scene.open(configuration)
  const answers: Awaited<ReturnType<typeof upgrade>>[] = []
  for (let index = 2; index < count; index++) answers.push(await upgrade(scene.server.url, headers(index)))
  const refused = answers.filter(({ status }) => status !== 101)
  for (const { status, body } of refused) {
    expect([status, body]).toEqual([429, 'More than 5 sockets of one address are open'])
  }
  expect(scene.refused('SOCKET_ADDRESS')).toBe(refused.length)
  await scene.unharmed()
  for (const { close } of answers) close()
  return count - refused.length
}

const five = limited({ socketsPerAddress: 5 })

test.for([4, 5, 6, 1_000])('of %i sockets of one address at most five are let in', async (count) => {
  expect(await letIn(count, five, () => ({}))).toBe(Math.min(5, count))
})

test('forged headers change nothing about the address of a socket', async () => {
  const headers = (index: number) => ({ 'x-forwarded-for': `10.0.0.${index}`, 'x-real-ip': `10.0.0.${index}` })
  expect(await letIn(50, five, headers)).toBe(5)
})

test('behind a proxy that is named, what it tells counts, and not what the client puts before it', async () => {
  const trusted = { ...five, trustedProxies: ['127.0.0.1'] }
  expect(await letIn(50, trusted, (index) => ({ 'x-forwarded-for': `10.0.0.${index}` }))).toBe(50)
  // The good client's two sockets have the proxy's own address.
  expect(await letIn(50, trusted, (index) => ({ 'x-forwarded-for': `10.0.0.${index}, 10.9.9.9` }))).toBe(7)
})

test('the sockets of one IPv6 network count together', () => {
  expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:0DB8:0001:2:ffff:ffff:ffff:ffff'))
  expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  expect(networkOf('::1')).toBe(networkOf('0:0:0:0:0:0:0:2'))
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(networkOf('64:ff9b::192.0.2.1')).toBe('64:ff9b:0:0::/64')
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
})

test('a socket that has closed makes room for another one', async () => {
  await using scene = await Scene.open(limited({ socketsPerAddress: 3 }))
  for (let round = 0; round < 20; round++) {
    using client = await scene.client()
    client.webSocket.close()
    await client.closed
    while (scene.server.hocuspocus.metrics().sockets > 2) await new Promise((resolve) => setImmediate(resolve))
  }
})

test.for<[string | undefined, number]>([
  [undefined, 101],
  ['https://good.example', 101],
  ['https://good.example.evil.example', 403],
  ['https://evil-good.example', 403],
  ['https://good.example:8443', 403],
  ['http://good.example', 403],
  ['https://GOOD.example', 403],
  ['https://good.example.', 403],
  ['https://gооd.example', 403],
  ['null', 403],
  ['', 403],
])('a page of %j is answered %i where only another one may connect', async ([origin, expected]) => {
  await using scene = await Scene.open({ origins: ['https://good.example'] })
  const header = origin === undefined ? undefined : Buffer.from(origin).toString('latin1')
  const { status, close } = await upgrade(scene.server.url, header === undefined ? {} : { origin: header })
  close()
  expect(status).toBe(expected)
  expect(scene.refused('SOCKET_ORIGIN')).toBe(expected === 403 ? 1 : 0)
  await scene.unharmed()
})

test.for(around(5))('a socket opens %i documents: let through is %s', async ([count, passes]) => {
  await using scene = await Scene.open(limited({ documents: 5, waitingDocuments: 10_000 }))
  using client = await scene.stranger()
  for (let index = 0; index < count; index++) client.token(`document ${index}`)
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['SOCKET_DOCUMENTS', 4205])
})

test('a document that a socket closes makes room for another one', async () => {
  await using scene = await Scene.open(limited({ documents: 2 }))
  using client = await scene.stranger()
  for (let index = 0; index < 20; index++) {
    client.token(`document ${index}`)
    await client.next(type.auth, `document ${index}`)
    client.send(`document ${index}`, type.close)
  }
  expect(await outcomeOf(client)).toBe('taken')
})

test.for([4, 5, 6, 200])('of %i clients a document takes five, and tells the others why', async (count) => {
  await using scene = await Scene.open(limited({ clients: 5, socketsPerAddress: 1_000 }))
  const clients: RawClient[] = []
  let refused = 0
  for (let index = 2; index < count; index++) {
    const client = await scene.stranger()
    clients.push(client)
    client.token('doc')
    const { rest } = await client.next(type.auth)
    if (rest.arr.at(-1) === 'y'.charCodeAt(0) && String.fromCharCode(...rest.arr).endsWith('already')) refused++
  }
  expect(refused).toBe(Math.max(0, count - 5))
  expect(scene.refused('DOCUMENT_CLIENTS')).toBe(refused)
  await scene.unharmed()
  const [first] = clients
  const last = clients.at(-1)
  if (first === undefined || last === undefined || refused === 0) return
  first.send('doc', type.close)
  await first.next(type.close)
  last.token('doc')
  expect((await last.next(type.auth)).rest.arr).toContain('-'.charCodeAt(0))
  for (const client of clients) client[Symbol.dispose]()
})
