import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks } from '@crochet/hooks'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { Lines, running } from '../support/running-server.ts'

/** Counts what happens, and lets a test wait until it has happened so often. */
class Count {
  #count = 0
  #waiting: (() => void)[] = []

  add(): number {
    for (const notify of this.#waiting.splice(0)) notify()
    return ++this.#count
  }

  async reaches(count: number): Promise<void> {
    while (this.#count < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  }
}

test('a store that fails is tried again after 1, 2 and 4 seconds, each time with the document as it is then', async () => {
  const clock = new ManualClock()
  const attempts = new Count()
  const stored: string[] = []
  const log = new Lines()
  await using server = await running({
    clock,
    log,
    extensions: [
      {
        extensionName: 'database',
        onStoreDocument({ document }) {
          const text = document.getText('text').toString()
          if (attempts.add() < 4) throw new Error('the database is down')
          stored.push(text)
        },
      },
    ],
    afterStoreDocument: () => void stored.push('after'),
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x')
  await ada.whenSaved()
  clock.advance(2_000)
  await attempts.reaches(1)
  ada.text.insert(1, 'y')
  await ada.whenSaved()
  for (const [index, pause] of [1_000, 2_000, 4_000].entries()) {
    clock.advance(pause - 1)
    await attempts.reaches(index + 1)
    expect(stored).toEqual([])
    clock.advance(1)
    await attempts.reaches(index + 2)
  }
  expect(stored).toEqual(['xy', 'after'])
  const failure = { document: 'doc', error: { hook: 'onStoreDocument', handler: 'database' } }
  expect(log.errors.map(({ details }) => details)).toMatchObject([1, 2, 3].map((attempt) => ({ ...failure, attempt })))
})

test('a store that hangs is given up at its deadline, and tried again', async () => {
  const clock = new ManualClock()
  const engineClock = new ManualClock()
  const attempts = new Count()
  await using server = await running({
    clock,
    engine: createHooks({ scope: new AsyncLocalStorage(), clock: engineClock, slow: () => {} }),
    onStoreDocument: () => (attempts.add() === 1 ? new Promise<void>(() => {}) : undefined),
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x')
  await ada.whenSaved()
  clock.advance(2_000)
  await attempts.reaches(1)
  engineClock.advance(31_000)
  await attempts.reaches(1)
  clock.advance(1_000)
  await attempts.reaches(2)
})

test('SkipFurtherHooksError says that somebody else stores: the rest is skipped, five more times, and then it counts as stored', async () => {
  const clock = new ManualClock()
  const ran: string[] = []
  const attempts = new Count()
  const log = new Lines()
  await using server = await running({
    clock,
    log,
    extensions: [
      {
        onStoreDocument() {
          ran.push('lock')
          attempts.add()
          throw Object.assign(new Error('another server has the lock'), { name: 'SkipFurtherHooksError' })
        },
      },
    ],
    onStoreDocument: () => void ran.push('database'),
    afterStoreDocument: () => void ran.push('after'),
  })
  {
    using ada = new Client('doc', { url: server.url })
    ada.text.insert(0, 'x')
    await ada.whenSaved()
    for (const [index, pause] of [2_000, 1_000, 2_000, 4_000, 8_000, 16_000].entries()) {
      clock.advance(pause)
      await attempts.reaches(index + 1)
    }
    clock.advance(60_000)
    await attempts.reaches(6)
    expect(ran).toEqual(Array.from({ length: 6 }, () => 'lock'))
    expect(log.errors).toEqual([])
  }
  await server.destroy()
  expect(server.getDocumentsCount()).toBe(0)
})

test('an edit by onStoreDocument reaches the clients and the journal', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  let stores = 0
  await using server = await running({
    journal,
    clock,
    onStoreDocument({ document }) {
      if (stores++ === 0) document.getText('log').insert(0, 'stored')
    },
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x')
  await ada.whenSaved()
  clock.advance(2_000)
  await ada.until(() => ada.document.getText('log').toString() === 'stored')
  ada[Symbol.dispose]()
  await server.destroy()
  const document = new Y.Doc()
  for (const update of (await journal.load('doc')).updates) Y.applyUpdate(document, update)
  expect(document.getText('log').toString()).toBe('stored')
})

test('an edit that is made with skipStoreHooks is journalled, and not stored', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  let stores = 0
  await using server = await running({ journal, clock, onStoreDocument: () => void stores++ })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  const direct = await server.openDirectConnection('doc', { user: 'server' })
  await direct.transact((document) => document.getText('text').insert(0, 'quiet'), { skipStoreHooks: true })
  clock.advance(20_000)
  expect(stores).toBe(0)
  expect((await journal.load('doc')).updates).toHaveLength(1)
  await ada.reads('quiet')
  await direct.disconnect()
})

test('the context of a store is that of whoever changed the document last', async () => {
  const clock = new ManualClock()
  const contexts: unknown[] = []
  const stores = new Count()
  await using server = await running({
    clock,
    onAuthenticate: ({ token }) => ({ user: token }),
    onStoreDocument({ lastContext, context, lastTransactionOrigin }) {
      contexts.push([
        lastContext['user'],
        context === lastContext,
        (lastTransactionOrigin as { source: string }).source,
      ])
      stores.add()
    },
  })
  using ada = new Client('doc', { url: server.url, token: 'ada' })
  using bob = new Client('doc', { url: server.url, token: 'bob' })
  ada.text.insert(0, 'x')
  await ada.whenSaved()
  await bob.reads('x')
  bob.text.insert(0, 'y')
  await bob.whenSaved()
  clock.advance(2_000)
  await stores.reaches(1)
  const direct = await server.openDirectConnection('doc', { user: 'server' })
  await direct.transact((document) => document.getText('text').insert(0, 'z'))
  clock.advance(2_000)
  await stores.reaches(2)
  expect(contexts).toEqual([
    ['bob', true, 'connection'],
    ['server', true, 'local'],
  ])
  await direct.disconnect()
})
