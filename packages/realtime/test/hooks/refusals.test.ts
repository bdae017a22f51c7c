import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ServerConfiguration } from '../../src/index.ts'
import { GatedJournal } from '../support/gated-journal.ts'
import { RawClient } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

const message = { sync: 0, auth: 2, close: 7, syncStatus: 8 }

function typing(text: string): Uint8Array {
  const document = new Y.Doc()
  document.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(document)
}

async function reason(client: RawClient, address: string): Promise<string> {
  return decoding.readVarString((await client.next(message.close, address)).rest)
}

/** A client with two documents on one socket. */
async function open(url: string): Promise<RawClient> {
  const client = await RawClient.open(url)
  for (const name of ['doc', 'other']) {
    client.token(name)
    await client.next(message.auth, name)
  }
  return client
}

/** The update of one document refused, in several ways. */
const refusing = (refuse: () => unknown): [string, ServerConfiguration][] => [
  [
    'beforeHandleMessage',
    { beforeHandleMessage: ({ documentName }) => (documentName === 'doc' ? refuse() : undefined) },
  ],
  [
    'beforeSync',
    { beforeSync: ({ documentName, type }) => (documentName === 'doc' && type === 2 ? refuse() : undefined) },
  ],
]

const cases = [
  ...refusing(() => {
    throw Object.assign(new Error('internal'), { reason: 'too long' })
  }).map((each) => [...each, 'too long'] as const),
  ...refusing(() => Promise.reject(new Error('internal'))).map((each) => [...each, 'Reset Connection'] as const),
  ...refusing(() => {
    throw undefined
  }).map((each) => [...each, 'Reset Connection'] as const),
]

test.for(cases)('%s refuses: the client is told, nothing is applied, its other document works on', async (given) => {
  const [, configuration, expected] = given
  await using journal = await GatedJournal.open()
  let later = 0
  await using server = await running({
    ...configuration,
    journal,
    onChange: ({ documentName }) => void (documentName === 'doc' && later++),
  })
  using client = await open(server.url)
  client.send('doc', message.sync, 2, typing('refused'))
  client.send('doc', message.sync, 2, typing('never looked at'))
  expect(await reason(client, 'doc')).toBe(expected)
  client.send('other', message.sync, 2, typing('fine'))
  expect(decoding.readVarUint((await client.next(message.syncStatus, 'other')).rest)).toBe(1)
  expect(client.count(message.syncStatus, 'doc')).toBe(0)
  expect(later).toBe(0)
  expect(await journal.list()).toEqual(['other'])
  client.token('doc')
  await client.next(message.auth, 'doc')
  expect(server.hocuspocus.metrics().refused['HOOK_FAILED']).toBe(1)
})

test('a message that beforeHandleMessage refuses has not been handled; one that cannot be handled has', async () => {
  const handled: string[] = []
  const { promise: both, resolve } = Promise.withResolvers<void>()
  await using server = await running({
    beforeHandleMessage({ documentName }) {
      if (documentName === 'doc') throw new Error('no')
    },
    afterHandleMessage({ documentName }) {
      handled.push(documentName)
      resolve()
    },
  })
  using client = await open(server.url)
  client.send('doc', message.sync, 2, typing('x'))
  await reason(client, 'doc')
  client.send('other', message.sync, 2, Uint8Array.of(1, 1, 255))
  await both
  expect((await client.closed).code).toBe(4205)
  expect(handled).toEqual(['other'])
})

test('beforeSync is told which of the three it is, and may let one pass and not another', async () => {
  const types: number[] = []
  await using server = await running({
    beforeSync({ type, payload }) {
      types.push(type)
      expect(payload).toBeInstanceOf(Uint8Array)
      if (type === 2) throw new Error('look only')
    },
  })
  using client = await open(server.url)
  client.send('doc', message.sync, 0, Uint8Array.of(0))
  await client.next(message.sync, 'doc')
  client.send('doc', message.sync, 1, typing('x'))
  await client.next(message.syncStatus, 'doc')
  client.send('doc', message.sync, 2, typing('y'))
  await reason(client, 'doc')
  expect(types).toEqual([0, 1, 2])
})

test('what a hook does to the bytes of a message changes neither the document nor the journal', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({
    journal,
    beforeHandleMessage: ({ update }) => void update.fill(0),
    beforeSync: ({ payload }) => void payload.fill(0),
    onChange: ({ update }) => void update.fill(0),
    afterHandleMessage: ({ update }) => void update.fill(0),
  })
  using client = await open(server.url)
  client.send('doc', message.sync, 2, typing('untouched'))
  expect(decoding.readVarUint((await client.next(message.syncStatus, 'doc')).rest)).toBe(1)
  expect(server.documents.get('doc')?.getText('text').toString()).toBe('untouched')
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('text').toString()).toBe('untouched')
})

test.for<[string, unknown, string]>([
  ['a reason', Object.assign(new Error('internal'), { reason: 'session expired' }), 'session expired'],
  ['an Error', new Error('internal'), 'Unauthorized'],
  ['nothing', undefined, 'Unauthorized'],
])('onTokenSync that throws %s ends the connection to that document', async ([, thrown, expected]) => {
  await using server = await running({
    onTokenSync() {
      throw thrown
    },
  })
  using client = await open(server.url)
  client.token('doc', 'stale')
  expect(await reason(client, 'doc')).toBe(expected)
  client.send('other', message.sync, 2, typing('fine'))
  await client.next(message.syncStatus, 'other')
  expect(server.getConnectionsCount()).toBe(1)
})

test('a client that is let in stays in, whatever connected throws', async () => {
  await using server = await running({
    connected() {
      throw new Error('too late to refuse')
    },
  })
  using client = await open(server.url)
  client.send('doc', message.sync, 2, typing('x'))
  await client.next(message.syncStatus, 'doc')
  expect(client.count(message.close)).toBe(0)
})

test('beforeSync declines: the client is told, what takes it back goes to everybody, and the connection goes on', async () => {
  await using journal = await GatedJournal.open()
  const instead = typing('instead')
  let asked = 0
  const onStoreDocument = (): void => void asked++
  await using server = await running({
    journal,
    onStoreDocument,
    beforeSync: ({ type, decline, payload }) => {
      if (type !== 2 || payload.length > 40) return
      decline(() => ({ update: instead, hasEdits: false }))
      decline(() => ({ update: typing('never'), hasEdits: true }))
    },
  })
  using client = await open(server.url)
  using other = await open(server.url)
  client.send('doc', message.sync, 2, typing('refused'))
  expect(decoding.readVarUint((await client.next(message.syncStatus, 'doc')).rest)).toBe(0)
  for (const each of [client, other]) {
    const { rest } = await each.next(message.sync, 'doc')
    expect([decoding.readVarUint(rest), decoding.readVarUint8Array(rest)]).toEqual([2, instead])
  }
  client.send('doc', message.sync, 2, typing('long enough to be let through, since it is more than that'))
  expect(decoding.readVarUint((await client.next(message.syncStatus, 'doc')).rest)).toBe(1)
  const { updates } = await journal.load('doc')
  expect(updates[0]).toEqual(instead)
  expect(asked).toBe(0)
})

test('what is declined in the name of a client that is connected itself is not taken back, but refused', async () => {
  let declined = false
  await using server = await running({
    limits: { contested: 20 },
    beforeSync: ({ type, decline }) => {
      if (declined && type === 2) decline(() => ({ update: typing('instead'), hasEdits: false }))
    },
  })
  using owner = await open(server.url)
  using other = await open(server.url)
  const document = new Y.Doc()
  document.getText('text').insert(0, 'mine')
  owner.send('doc', message.sync, 2, Y.encodeStateAsUpdate(document))
  await owner.next(message.syncStatus, 'doc')
  declined = true
  const before = Y.encodeStateVector(document)
  document.getText('text').insert(4, ' alone')
  const closed = other.closed
  other.send('doc', message.sync, 2, Y.encodeStateAsUpdate(document, before))
  expect(
    await Promise.race([closed.then(() => 'closed'), other.next(message.syncStatus, 'doc').then(() => 'told')]),
  ).toBe('closed')
  expect(server.documents.get('doc')?.getText('text').toString() ?? 'mine').toBe('mine')
})

test('what a journal has besides documents is nobody’s to open, and is not stored after a start', async () => {
  await using journal = await GatedJournal.open()
  await journal.append('\u0001besides', new Uint8Array([1, 2, 3]))
  const stored: string[] = []
  await using server = await running({ journal, onStoreDocument: ({ documentName }) => void stored.push(documentName) })
  using client = await RawClient.open(server.url)
  client.token('\u0001besides')
  expect((await client.closed).code).toBeGreaterThan(4000)
  expect(stored).toEqual([])
})
