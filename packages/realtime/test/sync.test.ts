import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GatedJournal } from './support/gated-journal.ts'
import { Client, ProviderSocket } from './support/provider.ts'
import { running } from './support/running-server.ts'

test('two published providers converge, in both directions', async () => {
  await using server = await running()
  using ada = new Client('doc', { url: server.url })
  using bob = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  ada.text.insert(0, 'hello')
  await bob.reads('hello')
  bob.text.insert(5, ' world')
  await ada.reads('hello world')
  await Promise.all([ada.whenSaved(), bob.whenSaved()])
  expect(server.getConnectionsCount()).toBe(2)
  expect(server.getDocumentsCount()).toBe(1)
})

test('what one client wrote before it connected reaches the others', async () => {
  await using server = await running()
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'offline')
  using bob = new Client('doc', { url: server.url })
  await bob.reads('offline')
  await ada.whenSaved()
  expect(bob.text.toString()).toBe('offline')
})

test.for(['__proto__', 'constructor', 'toString', 'a/b c', 'zażółć 🦉', '../etc'])(
  'a document may be called %s',
  async (name) => {
    await using journal = await GatedJournal.open()
    await using server = await running({ journal })
    using ada = new Client(name, { url: server.url })
    ada.text.insert(0, 'x')
    await ada.whenSaved()
    using bob = new Client(name, { url: server.url })
    await bob.reads('x')
    expect(await journal.list()).toEqual([name])
  },
)

test('one socket carries several documents, and closing one leaves the others', async () => {
  await using server = await running()
  using socket = new ProviderSocket(server.url)
  using one = new Client('one', { socket })
  using two = new Client('two', { socket })
  await Promise.all([one.whenSynced(), two.whenSynced()])
  expect(server.getConnectionsCount()).toBe(1)
  expect(server.getDocumentsCount()).toBe(2)
  one.destroy()
  two.text.insert(0, 'still here')
  await two.whenSaved()
  expect(server.getConnectionsCount()).toBe(1)
})

test('two sessions of one document on one socket are two connections', async () => {
  await using server = await running()
  using socket = new ProviderSocket(server.url)
  using one = new Client('doc', { socket, sessionAwareness: true })
  using two = new Client('doc', { socket, sessionAwareness: true })
  await Promise.all([one.whenSynced(), two.whenSynced()])
  one.text.insert(0, 'from one')
  await two.reads('from one')
  expect(server.getDocumentsCount()).toBe(1)
})

test('a slow hook on one document does not hold up another on the same socket', async () => {
  const { promise: hanging, resolve: letGo } = Promise.withResolvers<void>()
  await using server = await running({
    onAuthenticate: ({ documentName }) => (documentName === 'slow' ? hanging : undefined),
  })
  using socket = new ProviderSocket(server.url)
  using slow = new Client('slow', { socket })
  using fast = new Client('fast', { socket })
  fast.text.insert(0, 'quick')
  await fast.whenSaved()
  expect(slow.isSynced).toBe(false)
  slow.text.insert(0, 'typed while waiting')
  letGo()
  await slow.whenSaved()
})

test('a client that comes back after its socket was cut keeps its edits', async () => {
  await using server = await running()
  using bob = new Client('doc', { url: server.url })
  using ada = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  const { websocketProvider } = ada.configuration
  const back = new Promise((resolve) => websocketProvider.on('connect', resolve))
  websocketProvider.webSocket?.close()
  ada.text.insert(0, 'while away')
  await back
  await ada.whenSaved()
  await bob.reads('while away')
  expect(ada.isSynced).toBe(true)
})

test('presence is shared, and ends with the connection', async () => {
  await using server = await running()
  using bob = new Client('doc', { url: server.url })
  const ada = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  const id = ada.document.clientID
  ada.setAwarenessField('user', 'Ada')
  await bob.until(() => bob.awareness?.getStates().get(id)?.['user'] === 'Ada')
  using late = new Client('doc', { url: server.url })
  await late.until(() => late.awareness?.getStates().get(id)?.['user'] === 'Ada')
  ada.configuration.websocketProvider.webSocket?.close()
  ada.configuration.websocketProvider.disconnect()
  await bob.until(() => !bob.awareness?.getStates().has(id))
  expect(bob.isSynced).toBe(true)
  ada[Symbol.dispose]()
})

test('a client may clear its presence and stay', async () => {
  await using server = await running()
  using bob = new Client('doc', { url: server.url })
  using ada = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSynced(), bob.whenSynced()])
  const id = ada.document.clientID
  ada.setAwarenessField('user', 'Ada')
  await bob.until(() => bob.awareness?.getStates().has(id) === true)
  ada.awareness?.setLocalState(null)
  await bob.until(() => !bob.awareness?.getStates().has(id))
  expect(bob.isSynced).toBe(true)
})

test('a restart on the same file finds the text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-realtime-'))
  const journal = { url: `file:${join(folder, 'journal.db')}` }
  try {
    {
      await using server = await running({ journal })
      using ada = new Client('doc', { url: server.url })
      for (let index = 0; index < 150; index++) ada.text.insert(0, 'x')
      await ada.whenSaved()
    }
    await using server = await running({ journal })
    using bob = new Client('doc', { url: server.url })
    await bob.reads('x'.repeat(150))
    expect(bob.text.length).toBe(150)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a document with many journal rows is compacted into one when it leaves memory', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({ journal })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  for (let index = 0; index < 120; index++) {
    // Edits of one turn of the event loop are one row.
    ada.text.insert(0, 'x')
    await ada.whenSaved()
  }
  expect((await journal.load('doc')).updates).toHaveLength(120)
  ada[Symbol.dispose]()
  await server.destroy()
  const { updates, seq } = await journal.load('doc')
  expect(updates).toHaveLength(1)
  expect(seq).toBe(120)
})

test('destroy acknowledges what is under way, closes the sockets and may be called twice', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({ journal })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  journal.shut()
  ada.text.insert(0, 'last words')
  await journal.arrival()
  const destroyed = server.destroy()
  expect(server.destroy()).toBe(destroyed)
  journal.release()
  await ada.until(() => !ada.hasUnsyncedChanges)
  await destroyed
  expect(server.getConnectionsCount()).toBe(0)
  expect(server.getDocumentsCount()).toBe(0)
  expect((await journal.load('doc')).updates).toHaveLength(1)
})
