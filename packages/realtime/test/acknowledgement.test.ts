import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { GatedJournal } from './support/gated-journal.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client } from './support/provider.ts'
import { RawClient } from './support/raw-client.ts'
import { running } from './support/running-server.ts'

const message = { sync: 0, auth: 2, syncStatus: 8 }

function typing(text: string): Uint8Array {
  const document = new Y.Doc()
  document.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(document)
}

async function status(client: RawClient): Promise<number> {
  return decoding.readVarUint((await client.next(message.syncStatus)).rest)
}

/** The next sync message: its kind and bytes. */
async function sync(client: RawClient): Promise<[number, Uint8Array]> {
  const { rest } = await client.next(message.sync, 'doc')
  return [decoding.readVarUint(rest), decoding.readVarUint8Array(rest)]
}

test('an update is broadcast at once and acknowledged only after the commit', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({ journal })
  using ada = new Client('doc', { url: server.url })
  using bob = new Client('doc', { url: server.url })
  await Promise.all([ada.whenSaved(), bob.whenSaved()])
  journal.shut()
  ada.text.insert(0, 'hello')
  await bob.reads('hello')
  await journal.arrival()
  expect(ada.hasUnsyncedChanges).toBe(true)
  expect((await journal.load('doc')).updates).toHaveLength(0)
  journal.release()
  await ada.whenSaved()
  expect((await journal.load('doc')).updates).toHaveLength(1)
})

test('every update and every step 2 is acknowledged exactly once', async () => {
  await using server = await running()
  using client = await RawClient.open(server.url)
  client.token('doc')
  await client.next(message.auth)
  const update = typing('x')
  client.send('doc', 0, 2, update)
  client.send('doc', 0, 2, update)
  client.send('doc', 0, 1, update)
  client.send('doc', 0, 1, Uint8Array.of(0, 0))
  for (let count = 0; count < 4; count++) expect(await status(client)).toBe(1)
  client.send('doc', 7)
  await client.next(7)
  expect(client.count(message.syncStatus)).toBe(0)
})

test('a state vector and a step 2 tell of nothing that is not journalled', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({ journal })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  await ada.next(message.auth)
  journal.shut()
  ada.send('doc', 0, 2, typing('secret'))
  await journal.arrival()
  using bob = await RawClient.open(server.url)
  bob.token('doc')
  await bob.next(message.auth)
  bob.send('doc', 0, 0, Uint8Array.of(0))
  // A second document on the same socket is answered after what could have been answered for the first.
  bob.token('other')
  bob.send('other', 0, 0, Uint8Array.of(0))
  await bob.next(message.sync, 'other')
  expect(bob.count(message.sync, 'doc')).toBe(0)
  journal.release()
  expect(await sync(bob)).toEqual([0, expect.anything()])
  const [kind, update] = await sync(bob)
  expect(kind).toBe(1)
  const document = new Y.Doc()
  Y.applyUpdate(document, update)
  expect(document.getText('text').toString()).toBe('secret')
})

test('what is contained already is acknowledged only once it is on disk', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({ journal })
  using ada = await RawClient.open(server.url)
  using bob = await RawClient.open(server.url)
  for (const client of [ada, bob]) {
    client.token('doc')
    await client.next(message.auth)
  }
  journal.shut()
  const update = typing('once')
  ada.send('doc', 0, 2, update)
  await journal.arrival()
  bob.send('doc', 0, 2, update)
  bob.send('doc', 7)
  await bob.next(7)
  expect(bob.count(message.syncStatus)).toBe(0)
  journal.release()
  expect(await status(ada)).toBe(1)
  expect((await journal.load('doc')).updates).toHaveLength(1)
})

test('an update that cannot be journalled is answered false, kept in memory and tried again', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  await using server = await running({ journal, clock })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  await ada.next(message.auth)
  journal.break(new Error('the disk is full'))
  ada.send('doc', 0, 2, typing('kept'))
  expect(await status(ada)).toBe(0)
  ada.send('doc', 7)
  await ada.next(7)
  expect(server.getDocumentsCount()).toBe(1)
  clock.advance(100)
  expect(journal.appends).toBeGreaterThan(1)
  journal.release()
  clock.advance(60_000)
  using bob = new Client('doc', { url: server.url })
  await bob.reads('kept')
  expect((await journal.load('doc')).updates).toHaveLength(1)
})

test('what builds on an update that is not saved is not called saved', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  await using server = await running({ journal, clock })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  await ada.next(message.auth)
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update) => updates.push(update))
  document.getText('text').insert(0, 'a')
  document.getText('text').insert(1, 'b')
  journal.break(new Error('the disk is full'))
  ada.send('doc', 0, 2, updates[0]!)
  expect(await status(ada)).toBe(0)
  journal.release()
  ada.send('doc', 0, 2, updates[1]!)
  ada.token('other')
  ada.send('other', 0, 0, Uint8Array.of(0))
  await ada.next(message.sync, 'other')
  expect(ada.count(message.syncStatus)).toBe(0)
  clock.advance(100)
  expect(await status(ada)).toBe(1)
  expect((await journal.load('doc')).updates).toHaveLength(2)
})

test('an update that is committed is not called saved while one before it has failed', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  await using server = await running({ journal, clock })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  await ada.next(message.auth)
  journal.shut()
  ada.send('doc', 0, 2, typing('first'))
  // What comes in one turn of the event loop is one row.
  await journal.arrival()
  ada.send('doc', 0, 2, typing('second'))
  await journal.arrival(2)
  journal.failFirst(new Error('the disk hiccups'))
  expect(await status(ada)).toBe(0)
  journal.release()
  ada.token('other')
  ada.send('other', 0, 0, Uint8Array.of(0))
  await ada.next(message.sync, 'other')
  expect((await journal.load('doc')).updates).toHaveLength(1)
  expect(ada.count(message.syncStatus)).toBe(0)
  clock.advance(100)
  expect(await status(ada)).toBe(1)
  expect((await journal.load('doc')).updates).toHaveLength(2)
})

test('an update whose predecessor is missing is kept through a restart', async () => {
  await using journal = await GatedJournal.open()
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update) => updates.push(update))
  document.getText('text').insert(0, 'a')
  document.getText('text').insert(1, 'b')
  {
    await using server = await running({ journal })
    using ada = await RawClient.open(server.url)
    ada.token('doc')
    ada.send('doc', 0, 2, updates[1]!)
    expect(await status(ada)).toBe(1)
  }
  await using server = await running({ journal })
  using ada = await RawClient.open(server.url)
  ada.token('doc')
  ada.send('doc', 0, 2, updates[0]!)
  expect(await status(ada)).toBe(1)
  using bob = new Client('doc', { url: server.url })
  await bob.reads('ab')
})

test('a read-only client is told true for what is here and false for what is new, and changes nothing', async () => {
  await using server = await running({
    onAuthenticate({ token, connectionConfig }) {
      connectionConfig.readOnly = token === 'guest'
    },
  })
  using ada = new Client('doc', { url: server.url, token: 'member' })
  ada.text.insert(0, 'fixed')
  await ada.whenSaved()
  using guest = await RawClient.open(server.url)
  guest.token('doc', 'guest')
  const { rest } = await guest.next(message.auth)
  expect([decoding.readVarUint(rest), decoding.readVarString(rest)]).toEqual([2, 'readonly'])
  guest.send('doc', 0, 1, Y.encodeStateAsUpdate(ada.document))
  expect(await status(guest)).toBe(1)
  guest.send('doc', 0, 1, typing('more'))
  expect(await status(guest)).toBe(0)
  guest.send('doc', 0, 2, typing('more'))
  expect(await status(guest)).toBe(0)
  using provider = new Client('doc', { url: server.url, token: 'guest' })
  await provider.reads('fixed')
  expect(provider.authorizedScope).toBe('readonly')
})
