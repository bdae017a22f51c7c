import { expect, test } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { frame, type RawClient } from '../support/raw-client.ts'
import { around, limited, outcomeOf, repeat, Scene, sized, standard, type } from './scene.ts'

test('by default 100 messages, 256 kB and 16 documents of a socket may wait for 10 s, and 64 MB on 2,000 sockets', () => {
  expect(standard).toMatchObject({ waitingMessages: 100, waitingBytes: 262_144, waitingDocuments: 16 })
  expect(standard).toMatchObject({ authenticationTime: 10_000, waitingSockets: 2_000, waitingBytesInAll: 67_108_864 })
})

const limits = { waitingMessages: 10, waitingBytes: 1_000, waitingDocuments: 4 }

test.for(around(10))('%i messages wait for authentication: let through is %s', async ([count, passes]) => {
  await using scene = await Scene.open(limited({ ...limits, waitingBytes: 1_000_000 }))
  using client = await scene.stranger()
  for (const bytes of repeat(count, 'new', type.query)) client.bytes(bytes)
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['SOCKET_BACKLOG', 4205])
})

test.for(around(1_000))('%i bytes wait for authentication: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited({ ...limits, frameBeforeAuthentication: 10_000_000 }))
  using client = await scene.stranger()
  client.bytes(sized(300, 'one'))
  client.bytes(sized(bytes - 300, 'two'))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['SOCKET_BACKLOG', 4205])
})

test.for(around(4))('%i documents wait for authentication: let through is %s', async ([count, passes]) => {
  await using scene = await Scene.open(limited({ ...limits, waitingMessages: 10_000, waitingBytes: 1_000_000 }))
  using client = await scene.stranger()
  for (let index = 0; index < count; index++) client.send(`new ${index}`, type.query)
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['SOCKET_BACKLOG', 4205])
})

test('a token counts while the hooks decide about it, and no longer than that', async () => {
  const { promise: decision, resolve: decide } = Promise.withResolvers<void>()
  await using scene = await Scene.open({
    ...limited(limits),
    onAuthenticate: ({ token }) => (token === 'good' ? undefined : decision),
  })
  const waiting = (): number => scene.server.hocuspocus.metrics().waitingBytes
  using client = await scene.stranger()
  const token = frame('new', type.auth, 0, 'x'.repeat(700))
  client.bytes(token)
  expect(await outcomeOf(client)).toBe('taken')
  expect(waiting()).toBe(token.length)
  using other = await scene.stranger()
  other.bytes(token)
  other.bytes(frame('newer', type.auth, 0, 'x'.repeat(700)))
  await scene.expectRefused(await outcomeOf(other), 'SOCKET_BACKLOG', 4205)
  expect(waiting()).toBe(token.length)
  decide()
  await client.next(type.auth, 'new')
  expect(waiting()).toBe(0)
})

test.for(around(1_000))('%i bytes wait on all sockets: let through is %s', async ([bytes, passes]) => {
  const free = { waitingBytes: 10_000_000, frameBeforeAuthentication: 10_000_000 }
  await using scene = await Scene.open(limited({ ...free, waitingBytesInAll: 1_000 }))
  using first = await scene.stranger()
  first.bytes(sized(400, 'one'))
  expect(await outcomeOf(first)).toBe('taken')
  using client = await scene.stranger()
  client.bytes(sized(bytes - 400, 'two'))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['SOCKET_BACKLOG', 4205])
  expect(scene.server.hocuspocus.metrics().waitingBytes).toBe(passes ? bytes : 400)
  expect(await outcomeOf(first)).toBe('taken')
})

test.for([4, 5, 6, 100])('of %i sockets on which nothing is authenticated at most five stay', async (count) => {
  await using scene = await Scene.open(limited({ waitingSockets: 5, socketsPerAddress: 10_000 }))
  const clients: RawClient[] = []
  for (let index = 0; index < count; index++) clients.push(await scene.stranger())
  const outcomes = await Promise.all(clients.map(outcomeOf))
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(Math.min(5, count))
  for (const outcome of outcomes.slice(5)) {
    expect(outcome).toEqual({ code: 1013, reason: '5 sockets wait for authentication' })
  }
  expect(scene.refused('SERVER_CROWDED')).toBe(Math.max(0, count - 5))
  expect(scene.server.hocuspocus.metrics().unauthenticatedSockets).toBe(Math.min(5, count))
  await scene.unharmed()
  for (const client of clients) client[Symbol.dispose]()
})

test('what waited on a socket is forgotten when it closes, and its place is free', async () => {
  await using scene = await Scene.open(limited({ waitingSockets: 1 }))
  for (let round = 0; round < 5; round++) {
    using client = await scene.stranger()
    client.bytes(sized(1_000, 'one'))
    expect(await outcomeOf(client)).toBe('taken')
    client.bytes(new Uint8Array())
    await client.closed
    expect(scene.server.hocuspocus.metrics()).toMatchObject({ waitingBytes: 0, unauthenticatedSockets: 0 })
  }
})

test('a socket on which nothing is authenticated is closed 10 s after it opened, whatever it sends', async () => {
  const clock = new ManualClock()
  await using scene = await Scene.open({
    clock,
    onAuthenticate: ({ token }) => (token === 'good' ? undefined : new Promise(() => {})),
  })
  using client = await scene.stranger()
  client.token('doc')
  clock.advance(9_999)
  client.send('doc', type.query)
  expect(await outcomeOf(client)).toBe('taken')
  clock.advance(1)
  await scene.expectRefused(await client.closed, 'SOCKET_DEADLINE', 4408)
})
