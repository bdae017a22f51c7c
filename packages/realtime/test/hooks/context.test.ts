import { expect, test } from 'vitest'
import type { ConnectionConfig, Context } from '../../src/index.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client, ProviderSocket } from '../support/provider.ts'
import { RawClient } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

test('what onConnect, onAuthenticate and onTokenSync return is seen by every later handler and hook', async () => {
  const seen: Record<string, Context> = {}
  const clock = new ManualClock()
  const look =
    (name: string) =>
    ({ context }: { context: Context }): void =>
      void (seen[name] = { ...context })
  const { promise: synced, resolve: tokenSynced } = Promise.withResolvers<void>()
  const { promise: changed, resolve: change } = Promise.withResolvers<void>()
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>()
  await using server = await running({
    clock,
    extensions: [
      { onConnect: () => ({ a: 1 }), onAuthenticate: () => ({ b: 1 }), onTokenSync: () => ({ c: 1 }) },
      { onConnect: ({ context }) => ({ sawA: context['a'] }), onAuthenticate: look('second onAuthenticate') },
    ],
    onLoadDocument: look('onLoadDocument'),
    onTokenSync({ context, connection }) {
      look('second onTokenSync')({ context })
      expect(connection.context).toBe(context)
      tokenSynced()
    },
    onChange(payload) {
      look('onChange')(payload)
      change()
    },
    onStoreDocument: ({ lastContext }) => look('onStoreDocument')({ context: lastContext }),
    onDisconnect(payload) {
      look('onDisconnect')(payload)
      leave()
    },
  })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
    await ada.sendToken()
    await synced
    ada.text.insert(0, 'x')
    await changed
    await ada.whenSaved()
    clock.advance(2_000)
  }
  await gone
  const before = { a: 1, sawA: 1, b: 1 }
  expect(seen).toEqual({
    'second onAuthenticate': before,
    onLoadDocument: before,
    'second onTokenSync': { ...before, c: 1 },
    onChange: { ...before, c: 1 },
    onStoreDocument: { ...before, c: 1 },
    onDisconnect: { ...before, c: 1 },
  })
})

test.for<[string, unknown]>([
  ['true', true],
  ['a string', 'xy'],
  ['a list', [1, 2]],
  ['null', null],
  ['a Map', new Map([['a', 1]])],
  ['prototype keys', JSON.parse('{"__proto__":{"admin":true},"constructor":1}')],
])('%s joins nothing to the context', async ([, returned]) => {
  let seen: Context | undefined
  await using server = await running({
    onConnect: () => returned as Context,
    onAuthenticate: ({ context }) => void (seen = context),
  })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(Object.keys(seen ?? { none: true })).toEqual([])
  expect(Object.getPrototypeOf(seen)).toBe(Object.prototype)
})

test('each document on a socket has a context of its own', async () => {
  const contexts = new Map<string, Context>()
  await using server = await running({
    onConnect: ({ documentName }) => ({ [documentName]: true }),
    connected: ({ documentName, context }) => void contexts.set(documentName, context),
  })
  using socket = new ProviderSocket(server.url)
  using one = new Client('one', { socket })
  using two = new Client('two', { socket })
  await Promise.all([one.whenSynced(), two.whenSynced()])
  expect(Object.fromEntries(contexts)).toEqual({ one: { one: true }, two: { two: true } })
})

const restrict = ({ connectionConfig }: { connectionConfig: ConnectionConfig }): void =>
  void (connectionConfig.readOnly = true)

test.for(['onConnect', 'onAuthenticate'] as const)('read-only set in %s refuses edits', async (hook) => {
  await using server = await running({ [hook]: restrict })
  using guest = new Client('doc', { url: server.url })
  await guest.whenSynced()
  expect(guest.authorizedScope).toBe('readonly')
  guest.text.insert(0, 'x')
  using late = new Client('doc', { url: server.url })
  await late.whenSynced()
  expect(late.text.toString()).toBe('')
  expect(guest.hasUnsyncedChanges).toBe(true)
})

test('onTokenSync may take the right to write away, and give it back', async () => {
  let asked = Promise.withResolvers<void>()
  await using server = await running({
    onTokenSync({ token, connectionConfig }) {
      connectionConfig.readOnly = token === 'guest'
      asked.resolve()
    },
  })
  let token = 'member'
  using ada = new Client('doc', { url: server.url, token: () => token })
  using bob = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  const become = async (next: string): Promise<void> => {
    token = next
    asked = Promise.withResolvers()
    await ada.sendToken()
    await asked.promise
  }
  await become('guest')
  ada.text.insert(0, 'refused')
  bob.text.insert(0, 'seen')
  await ada.until(() => ada.text.toString().includes('seen'))
  expect(bob.text.toString()).toBe('seen')
  await become('member')
  ada.forceSync()
  await bob.until(() => bob.text.toString().includes('refused'))
})

test('a client that onConnect refuses is not asked for its token, and is told why', async () => {
  const asked: string[] = []
  await using server = await running({
    onConnect() {
      throw Object.assign(new Error(), { reason: 'closed today' })
    },
    onAuthenticate: ({ token }) => void asked.push(token),
  })
  using ada = new Client('doc', { url: server.url, token: 'secret' })
  expect(await ada.refused()).toBe('closed today')
  expect(asked).toEqual([])
  expect(server.getDocumentsCount()).toBe(0)
})

test('a client that leaves while the hooks decide is forgotten, and its document is not loaded', async () => {
  const { promise: deciding, resolve: decide } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const loaded: string[] = []
  await using server = await running({
    onAuthenticate({ documentName }) {
      if (documentName === 'other') return undefined
      ask()
      return deciding
    },
    onLoadDocument: ({ documentName }) => void loaded.push(documentName),
  })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  await asked
  ada.webSocket.close()
  await ada.closed
  using bob = new Client('other', { url: server.url })
  await bob.whenSynced()
  decide()
  bob.text.insert(0, 'x')
  await bob.whenSaved()
  expect(loaded).toEqual(['other'])
})

test('the reason a client is told has a bound', async () => {
  await using server = await running({
    onAuthenticate() {
      throw new Error('x'.repeat(10_000))
    },
  })
  using ada = new Client('doc', { url: server.url })
  expect(await ada.refused()).toHaveLength(500)
})
