import { expect, test } from 'vitest'
import { GatedJournal } from './support/gated-journal.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client } from './support/provider.ts'
import { running } from './support/running-server.ts'
import { StoreScheduler } from '../src/persistence/store-scheduler.ts'

/** A scheduler whose runs the test settles. */
function scheduler() {
  const clock = new ManualClock()
  const runs: PromiseWithResolvers<boolean>[] = []
  const failures: number[] = []
  const store = new StoreScheduler({
    store: () => {
      const run = Promise.withResolvers<boolean>()
      runs.push(run)
      return run.promise
    },
    failed: (_error, attempt) => failures.push(attempt),
    clock,
    debounce: 2_000,
    maxDebounce: 10_000,
  })
  const turn = (): Promise<void> => new Promise(setImmediate)
  return { clock, runs, failures, store, turn }
}

test('a document is stored when it has been quiet for the debounce', () => {
  const { clock, runs, store } = scheduler()
  store.changed()
  clock.advance(1_500)
  store.changed()
  clock.advance(1_999)
  expect(runs).toHaveLength(0)
  clock.advance(1)
  expect(runs).toHaveLength(1)
})

test('a document that never is quiet is stored maxDebounce after its first change', () => {
  const { clock, runs, store } = scheduler()
  for (let time = 0; time < 10_000; time += 500) {
    store.changed()
    expect(runs).toHaveLength(0)
    clock.advance(500)
  }
  expect(runs).toHaveLength(1)
})

test('it is never stored twice at once, and a change meanwhile is stored afterwards', async () => {
  const { clock, runs, store, turn } = scheduler()
  store.changed()
  clock.advance(2_000)
  store.changed()
  store.flush()
  clock.advance(60_000)
  expect(runs).toHaveLength(1)
  runs[0]?.resolve(true)
  await turn()
  expect(store.clean).toBe(false)
  clock.advance(2_000)
  expect(runs).toHaveLength(2)
  runs[1]?.resolve(true)
  await turn()
  expect(store.clean).toBe(true)
})

test('when somebody else is about to store it, it is tried again a few times, and then left to them', async () => {
  const { clock, runs, failures, store, turn } = scheduler()
  store.changed()
  store.flush()
  for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000]) {
    runs.at(-1)?.resolve(false)
    await turn()
    expect(store.clean).toBe(false)
    clock.advance(pause)
  }
  runs.at(-1)?.resolve(false)
  await turn()
  expect(store.clean).toBe(true)
  expect(runs).toHaveLength(6)
  expect(failures).toEqual([])
})

test('a failed store is tried again with growing pauses until it succeeds', async () => {
  const { clock, runs, failures, store, turn } = scheduler()
  store.changed()
  store.flush()
  for (const pause of [1_000, 2_000, 4_000]) {
    runs.at(-1)?.reject(new Error('down'))
    await turn()
    const before = runs.length
    clock.advance(pause - 1)
    expect(runs).toHaveLength(before)
    clock.advance(1)
    expect(runs).toHaveLength(before + 1)
  }
  runs.at(-1)?.resolve(true)
  await turn()
  expect(failures).toEqual([1, 2, 3])
  expect(store.clean).toBe(true)
})

test('a document whose store failed is not forgotten when its last client leaves', async () => {
  await using journal = await GatedJournal.open()
  const clock = new ManualClock()
  let works = false
  const attempts: string[] = []
  let attempted = Promise.withResolvers<void>()
  await using server = await running({
    journal,
    clock,
    onStoreDocument({ document, lastContext }) {
      attempts.push(`${lastContext['user']}: ${document.getText('text').toString()}`)
      attempted.resolve()
      attempted = Promise.withResolvers<void>()
      if (!works) throw new Error('the database is down')
    },
    onAuthenticate: ({ token }) => ({ user: token }),
  })
  const first = attempted.promise
  {
    using ada = new Client('doc', { url: server.url, token: 'ada' })
    ada.text.insert(0, 'precious')
    await ada.whenSaved()
  }
  await first
  await new Promise(setImmediate)
  expect(server.getDocumentsCount()).toBe(1)
  works = true
  clock.advance(1_000)
  await server.destroy()
  expect(attempts).toEqual(['ada: precious', 'ada: precious'])
})

test('destroy stores what is changed', async () => {
  const stored: string[] = []
  const server = await running({
    onStoreDocument: ({ document }) => void stored.push(document.getText('text').toString()),
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'now')
  await ada.whenSaved()
  await server.destroy()
  expect(stored).toEqual(['now'])
})
