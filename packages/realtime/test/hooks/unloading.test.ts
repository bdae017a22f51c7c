import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { running } from '../support/running-server.ts'

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

test('a document that beforeUnloadDocument keeps stays, is asked again after growing pauses, and then leaves', async () => {
  const clock = new ManualClock()
  let asked = 0
  const { promise: first, resolve: ask } = Promise.withResolvers<void>()
  const { promise: left, resolve: leave } = Promise.withResolvers<number>()
  await using server = await running({
    clock,
    beforeUnloadDocument() {
      ask()
      if (++asked < 4) throw new Error('not yet')
    },
    afterUnloadDocument: ({ instance, documentName }) => leave(instance.documents.has(documentName) ? 1 : 0),
  })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
  }
  await first
  for (const [index, pause] of [1_000, 2_000, 4_000].entries()) {
    await turns()
    clock.advance(pause - 1)
    await turns()
    expect([asked, server.getDocumentsCount()]).toEqual([index + 1, 1])
    clock.advance(1)
  }
  expect(await left).toBe(0)
  expect(asked).toBe(4)
})

test('a client that comes back takes a kept document back as it is', async () => {
  let loads = 0
  let keeps = true
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  await using server = await running({
    onLoadDocument: () => void loads++,
    async beforeUnloadDocument() {
      ask()
      if (keeps) throw undefined
    },
  })
  {
    using ada = new Client('doc', { url: server.url })
    ada.text.insert(0, 'kept')
    await ada.whenSaved()
  }
  await asked
  using bob = new Client('doc', { url: server.url })
  await bob.reads('kept')
  expect(loads).toBe(1)
  keeps = false
})

test('a client that comes while beforeUnloadDocument thinks keeps the document, whatever is thought', async () => {
  let loads = 0
  const { promise: thinking, resolve: decide } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  await using server = await running({
    onLoadDocument: () => void loads++,
    beforeUnloadDocument() {
      ask()
      return thinking
    },
  })
  {
    using ada = new Client('doc', { url: server.url })
    ada.text.insert(0, 'kept')
    await ada.whenSaved()
  }
  await asked
  using bob = new Client('doc', { url: server.url })
  await bob.reads('kept')
  decide()
  bob.text.insert(0, 'still ')
  await bob.whenSaved()
  using eve = new Client('doc', { url: server.url })
  await eve.reads('still kept')
  expect(loads).toBe(1)
})

test('what beforeUnloadDocument still writes is in the journal when the document has left', async () => {
  await using journal = await GatedJournal.open()
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  let written = false
  await using server = await running({
    journal,
    beforeUnloadDocument({ document }) {
      if (!written) document.getText('text').insert(0, 'last words')
      written = true
    },
    afterUnloadDocument: () => leave(),
  })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
  }
  await left
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('text').toString()).toBe('last words')
})

test('a handler that opens the document again whenever it has left is stopped, and the document leaves', async () => {
  let visits = 0
  await using server = await running({
    async afterUnloadDocument({ instance }) {
      visits++
      const visitor = await instance.openDirectConnection('doc')
      await visitor.disconnect()
    },
  })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
  }
  await server.destroy()
  expect(visits).toBeLessThan(5)
  expect(server.getDocumentsCount()).toBe(0)
})

test('what onDisconnect writes is stored before the document leaves', async () => {
  const stored: string[] = []
  await using server = await running({
    onDisconnect: ({ document }) => document.getText('text').insert(0, 'goodbye'),
    onStoreDocument: ({ document }) => void stored.push(document.getText('text').toString()),
  })
  {
    using ada = new Client('doc', { url: server.url })
    await ada.whenSynced()
  }
  await server.destroy()
  expect(stored).toEqual(['goodbye'])
})
