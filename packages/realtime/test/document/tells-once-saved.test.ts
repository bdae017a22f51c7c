import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Document, Server, ServerConfiguration } from '../../src/index.ts'
import { GatedJournal } from '../support/gated-journal.ts'
import { RawClient } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

const message = { sync: 0, auth: 2, stateless: 5, syncStatus: 8 }

/** A server whose documents tell what is saved. */
const open = (journal: GatedJournal, configuration: ServerConfiguration = {}): Promise<Server & { url: string }> =>
  running({ journal, onLoadDocument: ({ document }) => void (document.tells = 'once saved'), ...configuration })

async function join(url: string): Promise<RawClient> {
  const client = await RawClient.open(url)
  client.token('doc')
  await client.next(message.auth, 'doc')
  return client
}

const documentOf = (server: Server): Document => {
  const document = server.documents.get('doc')
  if (document === undefined) throw new Error('The document is not open')
  return document
}

/** What a client knows after the next frame of an update. */
async function told(client: RawClient, doc: Y.Doc = new Y.Doc()): Promise<string> {
  const { rest } = await client.next(message.sync, 'doc')
  expect(decoding.readVarUint(rest)).toBe(2)
  Y.applyUpdate(doc, decoding.readVarUint8Array(rest))
  return doc.getText('text').toString()
}

/** Each letter in an update of its own. */
function letters(text: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update) => void updates.push(update))
  for (const [at, letter] of [...text].entries()) doc.getText('text').insert(at, letter)
  return updates
}

const status = async (client: RawClient): Promise<number> =>
  decoding.readVarUint((await client.next(message.syncStatus, 'doc')).rest)

test.each([
  ['a client', (client: RawClient, update: Uint8Array) => client.send('doc', message.sync, 2, update)],
  ['the server', (_: RawClient, update: Uint8Array, document: Document) => Y.applyUpdate(document, update)],
])('nobody is told what %s has changed before that is saved', async (_, change) => {
  await using journal = await GatedJournal.open()
  await using server = await open(journal)
  using writer = await join(server.url)
  using reader = await join(server.url)
  journal.shut()
  const [update = new Uint8Array()] = letters('a')
  change(writer, update, documentOf(server))
  await journal.arrival()
  expect(documentOf(server).getText('text').toString()).toBe('a')
  documentOf(server).broadcastStateless('now')
  await reader.next(message.stateless)
  expect(reader.count(message.sync)).toBe(0)
  journal.release()
  expect(await told(reader)).toBe('a')
})

test('whoever is told that a change is saved has been told what hooks made of it', async () => {
  await using journal = await GatedJournal.open()
  await using server = await open(journal, {
    onChange: ({ document, connection }) =>
      void (connection !== undefined && document.getText('text').insert(1, ' and more')),
  })
  using writer = await join(server.url)
  const [update = new Uint8Array()] = letters('a')
  writer.send('doc', message.sync, 2, update)
  expect(await status(writer)).toBe(1)
  expect(writer.count(message.sync)).toBe(1)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  expect(await told(writer, doc)).toBe('a and more')
})

test('what brings nothing new is answered behind what came before it', async () => {
  await using journal = await GatedJournal.open()
  await using server = await open(journal, {
    onChange: ({ document, connection }) =>
      void (connection !== undefined && document.getText('text').insert(1, ' and more')),
  })
  using writer = await join(server.url)
  journal.shut()
  const [update = new Uint8Array()] = letters('a')
  writer.send('doc', message.sync, 2, update)
  writer.send('doc', message.sync, 1, update)
  await journal.arrival()
  journal.release()
  expect(await status(writer)).toBe(1)
  expect(writer.count(message.sync)).toBe(1)
})

test('a journal that fails keeps nobody from being told', async () => {
  await using journal = await GatedJournal.open()
  await using server = await open(journal)
  using writer = await join(server.url)
  using reader = await join(server.url)
  journal.break(new Error('The disk is full'))
  const [update = new Uint8Array()] = letters('a')
  writer.send('doc', message.sync, 2, update)
  expect(await told(reader)).toBe('a')
  expect(await status(writer)).toBe(0)
  journal.release()
})

test('what has waited for something else is told when that comes', async () => {
  await using journal = await GatedJournal.open()
  await using server = await open(journal)
  using writer = await join(server.url)
  using reader = await join(server.url)
  const [first = new Uint8Array(), second = new Uint8Array()] = letters('ab')
  writer.send('doc', message.sync, 2, second)
  await status(writer)
  writer.send('doc', message.sync, 2, first)
  await status(writer)
  expect(await told(reader)).toBe('ab')
})
