import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Document, ServerConfiguration } from '../../src/index.ts'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { Lines, running } from '../support/running-server.ts'

const holding = (text: string): Y.Doc => {
  const document = new Y.Doc()
  document.getText('text').insert(0, text)
  return document
}

async function journalled(journal: GatedJournal): Promise<string> {
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  return document.getText('text').toString()
}

async function optionsOf(configuration: ServerConfiguration): Promise<Pick<Document, 'gc' | 'guid'>> {
  await using server = await running(configuration)
  await using direct = await server.openDirectConnection('doc')
  const { gc = true, guid = '' } = direct.document ?? {}
  return { gc, guid }
}

test('onCreateDocument gives options, from extensions and from the configuration, and they are put together', async () => {
  const options = await optionsOf({
    yDocOptions: { gc: true },
    extensions: [{ onCreateDocument: () => ({ gc: false, guid: 'first' }) }],
    onCreateDocument: ({ yDocOptions }) => ({ guid: `${String(yDocOptions['guid'])}, then last` }),
  })
  expect(options).toEqual({ gc: false, guid: 'first, then last' })
})

test('without onCreateDocument, or with one that returns nothing, the options of the configuration hold', async () => {
  expect(await optionsOf({ yDocOptions: { gc: false } })).toMatchObject({ gc: false })
  expect(await optionsOf({ yDocOptions: { gc: false }, onCreateDocument: () => {} })).toMatchObject({ gc: false })
  expect(await optionsOf({})).toMatchObject({ gc: true })
})

test('an onCreateDocument that throws refuses the clients, and the next one tries again', async () => {
  let creations = 0
  const log = new Lines()
  await using server = await running({
    log,
    onCreateDocument() {
      if (creations++ === 0) throw Object.assign(new Error('internal'), { reason: 'not now' })
    },
  })
  using ada = new Client('doc', { url: server.url })
  expect(await ada.refused()).toBe('not now')
  expect(log.errors[0]?.details).toMatchObject({ document: 'doc', error: { hook: 'onCreateDocument' } })
  using bob = new Client('doc', { url: server.url })
  await bob.whenSynced()
  expect(creations).toBe(2)
})

test.for<[string, ServerConfiguration]>([
  ['a document that onLoadDocument returns', { onLoadDocument: () => holding('loaded') }],
  ['an update that it returns', { onLoadDocument: () => Y.encodeStateAsUpdate(holding('loaded')) }],
  ['the document that it was given', { onLoadDocument: ({ document }) => fill(document) }],
  ['what it writes without returning anything', { onLoadDocument: ({ document }) => void fill(document) }],
])('%s reaches clients and journal, and is no change', async ([, configuration]) => {
  await using journal = await GatedJournal.open()
  const changes: unknown[] = []
  await using server = await running({ ...configuration, journal, onChange: (payload) => void changes.push(payload) })
  using ada = new Client('doc', { url: server.url })
  await ada.reads('loaded')
  await ada.whenSaved()
  expect(await journalled(journal)).toBe('loaded')
  expect(changes).toEqual([])
})

const fill = (document: Document): Document => {
  document.getText('text').insert(0, 'loaded')
  return document
}

test.for<[string, unknown]>([
  ['false', false],
  ['null', null],
  ['a string', 'text'],
  ['an object', { content: 'text' }],
])('%s from onLoadDocument is nothing to load', async ([, returned]) => {
  await using server = await running({ onLoadDocument: () => returned as undefined })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(ada.text.toString()).toBe('')
})

test('bytes from onLoadDocument that are no update refuse the document, and the log names the handler', async () => {
  const log = new Lines()
  await using journal = await GatedJournal.open()
  await using server = await running({
    journal,
    log,
    extensions: [
      { extensionName: 'good', onLoadDocument: () => holding('half') },
      { extensionName: 'bad', onLoadDocument: () => Uint8Array.of(255, 255) },
    ],
  })
  using ada = new Client('doc', { url: server.url })
  expect(await ada.refused()).toBe('permission-denied')
  expect(log.errors[0]?.details).toMatchObject({ error: { hook: 'onLoadDocument', handler: 'bad' } })
  expect(await journal.list()).toEqual([])
})

test('what an onLoadDocument does after its deadline concerns nobody any more', async () => {
  const clock = new ManualClock()
  await using journal = await GatedJournal.open()
  const { promise: loading, resolve: load } = Promise.withResolvers<void>()
  const { promise: late, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  let loads = 0
  await using server = await running({
    journal,
    engine: createHooks({ scope: new AsyncLocalStorage(), clock, slow: () => {} }),
    async onLoadDocument({ document, signal }) {
      if (++loads > 1) return undefined
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
      load()
      await aborted
      await late
      document.getText('text').insert(0, 'too late')
      finish()
      return holding('too late')
    },
  })
  using ada = new Client('doc', { url: server.url })
  await loading
  clock.advance(31_000)
  expect(await ada.refused()).toBe('permission-denied')
  using bob = new Client('doc', { url: server.url })
  await bob.whenSynced()
  arrive()
  await done
  bob.text.insert(0, 'mine')
  await bob.whenSaved()
  expect(bob.text.toString()).toBe('mine')
  expect(await journalled(journal)).toBe('mine')
})

test('afterLoadDocument sees what has been loaded, and what it writes reaches clients and journal', async () => {
  await using journal = await GatedJournal.open()
  await using server = await running({
    journal,
    onLoadDocument: () => holding('loaded'),
    afterLoadDocument: ({ document }) => document.getText('text').insert(6, ' and seen'),
  })
  using ada = new Client('doc', { url: server.url })
  await ada.reads('loaded and seen')
  await ada.whenSaved()
  expect(await journalled(journal)).toBe('loaded and seen')
})

test('with a store of its own, what onLoadDocument loads is not journalled, but what is written afterwards is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-realtime-'))
  const url = `file:${join(folder, 'journal.db')}`
  const server = await running({
    journal: { url, mode: 'ahead' },
    onLoadDocument: () => holding('stored elsewhere'),
    afterLoadDocument: ({ document }) => void document.getMap('map').set('written', true),
  })
  const direct = await server.openDirectConnection('doc')
  expect(direct.document?.getText('text').toString()).toBe('stored elsewhere')
  await direct.disconnect()
  await server.destroy()
  const storage = await openStorage(url)
  const document = new Y.Doc()
  for (const update of (await storage.journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('text').toString()).toBe('')
  expect(document.getMap('map').toJSON()).toEqual({ written: true })
  await storage.close()
  await rm(folder, { recursive: true })
})
