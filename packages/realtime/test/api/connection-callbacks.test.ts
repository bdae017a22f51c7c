import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { Client, ProviderSocket } from '../support/provider.ts'
import { frame, RawClient } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

test('callbacks of a connection are told of its messages beside the hooks, and after them', async () => {
  const told: string[] = []
  const opened = Promise.withResolvers<Connection>()
  await using server = await running({
    connected: ({ connection }) => opened.resolve(connection),
    beforeHandleMessage: () => void told.push('hook'),
    onStateless: ({ payload }) => void told.push(`hook ${payload}`),
  })
  using client = await RawClient.open(server.url)
  client.token('doc')
  const connection = await opened.promise
  const heard = Promise.withResolvers<void>()
  connection
    .beforeHandleMessage((by, update) => void told.push(`before ${by === connection} ${update.length}`))
    .afterHandleMessage(() => heard.resolve())
    .onStatelessCallback(({ payload, documentName }) => void told.push(`${documentName}: ${payload}`))
  client.send('doc', 5, 'hello')
  await heard.promise
  expect(told).toEqual(['hook', `before true ${frame('doc', 5, 'hello').length}`, 'hook hello', 'doc: hello'])
})

test('a callback before syncing sees kind and bytes, and may refuse: only the connection to this document ends', async () => {
  const seen: [number, number][] = []
  const ended = Promise.withResolvers<unknown>()
  await using server = await running({
    connected: ({ connection, documentName }) => {
      if (documentName !== 'doc') return
      connection.onClose((_document, event) => ended.resolve(event))
      connection.beforeSync((_connection, { type, payload }) => {
        seen.push([type, payload.length])
        if (type === 2) throw { reason: 'no edits today' }
      })
    },
  })
  using socket = new ProviderSocket(server.url)
  using other = new Client('other', { socket })
  using ada = new Client('doc', { socket })
  await Promise.all([ada.whenSynced(), other.whenSaved()])
  const closed = new Promise<string>((resolve) =>
    ada.on('close', ({ event }: { event: { reason: string } }) => resolve(event.reason)),
  )
  ada.text.insert(0, 'a')
  expect(await closed).toBe('no edits today')
  expect(await ended.promise).toEqual({ code: 4205, reason: 'no edits today' })
  expect(seen.map(([type]) => type)).toEqual([0, 1, 2])
  other.text.insert(0, 'b')
  await other.whenSaved()
})

test('a callback for tokens is given the token, and what it throws ends the connection', async () => {
  const opened = Promise.withResolvers<Connection>()
  await using server = await running({ connected: ({ connection }) => opened.resolve(connection) })
  using client = await RawClient.open(server.url)
  client.token('doc', 'first')
  const connection = await opened.promise
  const tokens: string[] = []
  connection.onTokenSyncCallback(({ token }) => {
    tokens.push(token)
    if (token === 'stale') throw new Error('expired')
  })
  client.token('doc', 'fresh')
  client.token('doc', 'stale')
  const { rest } = await client.next(7)
  expect(new TextDecoder().decode(rest.arr)).toContain('Unauthorized')
  expect(tokens).toEqual(['fresh', 'stale'])
})

test('a callback that fails after a message is only reported', async () => {
  const opened = Promise.withResolvers<Connection>()
  await using server = await running({ connected: ({ connection }) => opened.resolve(connection) })
  using ada = new Client('doc', { url: server.url })
  const connection = await opened.promise
  connection.afterHandleMessage(() => {
    throw new Error('broken')
  })
  ada.text.insert(0, 'a')
  await ada.whenSaved()
  expect(connection.isOpen).toBe(true)
})

test('a message that a hook hands over again waits, and is dropped when the hook then refuses', async () => {
  let calls = 0
  await using server = await running({
    beforeHandleMessage: ({ connection, update }) => {
      calls++
      connection.handleMessage(update)
      throw new Error('refused')
    },
  })
  using client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(2)
  client.send('doc', 3)
  await client.next(7)
  expect(calls).toBe(1)
})

test('a connection that the server closes says so; one that is closed to be opened again says that', async () => {
  const opened = Promise.withResolvers<Connection>()
  await using server = await running({ connected: ({ connection }) => opened.resolve(connection) })
  using client = await RawClient.open(server.url)
  client.token('doc')
  const connection = await opened.promise
  await client.next(2)
  connection.close()
  const closing = await client.next(7)
  expect(new TextDecoder().decode(closing.rest.arr)).toContain('Server closed the connection')
  client.token('doc')
  await client.next(2)
  server.closeConnections()
  const reset = await client.next(7)
  expect(new TextDecoder().decode(reset.rest.arr)).toContain('Reset Connection')
})
