import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import type { Server } from '../../src/index.ts'
import { RawClient } from '../support/raw-client.ts'
import { Lines, running } from '../support/running-server.ts'

const stateless = 5

async function reads(client: RawClient, count: number): Promise<string[]> {
  const texts: string[] = []
  while (texts.length < count) texts.push(decoding.readVarString((await client.next(stateless)).rest))
  return texts
}

async function join(server: Server & { url: string }): Promise<RawClient> {
  const client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(2)
  return client
}

test('broadcasts keep their order, however long a hook takes over one of them', async () => {
  const { promise: slow, resolve: go } = Promise.withResolvers<void>()
  await using server = await running({
    beforeBroadcastStateless: ({ payload }) => (payload === 'first' ? slow : undefined),
  })
  using client = await join(server)
  const document = server.documents.get('doc')
  document?.broadcastStateless('first')
  document?.broadcastStateless('second')
  client.send('doc', 7)
  client.token('doc')
  await client.next(2)
  document?.broadcastStateless('third')
  expect(client.count(stateless)).toBe(0)
  go()
  expect(await reads(client, 3)).toEqual(['first', 'second', 'third'])
})

test('a broadcast that a hook refuses is dropped and logged, at once or later, and the next one comes', async () => {
  const log = new Lines()
  await using server = await running({
    log,
    beforeBroadcastStateless({ payload }) {
      if (payload === 'at once') throw new Error('no')
      return payload === 'later' ? Promise.reject() : undefined
    },
  })
  using client = await join(server)
  for (const payload of ['at once', 'later', 'fine']) server.documents.get('doc')?.broadcastStateless(payload)
  expect(await reads(client, 1)).toEqual(['fine'])
  expect(client.count(stateless)).toBe(0)
  expect(log.errors.map(({ details }) => details)).toEqual([
    { document: 'doc', error: expect.objectContaining({ hook: 'beforeBroadcastStateless' }) },
    { document: 'doc', error: expect.objectContaining({ hook: 'beforeBroadcastStateless' }) },
  ])
})

test('the filter of a broadcast holds after a hook has waited', async () => {
  await using server = await running({
    beforeBroadcastStateless: () => new Promise((resolve) => setImmediate(resolve)),
  })
  using ada = await join(server)
  using bob = await join(server)
  const document = server.documents.get('doc')
  const [first] = document?.getConnections() ?? []
  document?.broadcastStateless('for one', (connection) => connection === first)
  document?.broadcastStateless('for all')
  expect(await reads(ada, 2)).toEqual(['for one', 'for all'])
  expect(await reads(bob, 1)).toEqual(['for all'])
})

test('a handler of onStateless may answer, and broadcast; what it throws is reported, and the next message comes', async () => {
  await using server = await running({
    onStateless({ payload, connection, document }) {
      if (payload === 'broken') throw new Error('broken')
      connection.sendStateless(`to you: ${payload}`)
      document.broadcastStateless(`to all: ${payload}`)
    },
  })
  using client = await join(server)
  client.send('doc', stateless, 'broken')
  client.send('doc', stateless, 'hello')
  expect(await reads(client, 2)).toEqual(['to you: hello', 'to all: hello'])
})
