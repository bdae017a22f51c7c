import { expect, test } from 'vitest'
import { openStorage, type Storage } from '@crochet/storage'
import { PendingStores } from '../../src/persistence/pending-stores.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { collectingLog } from './collecting-log.ts'

const turn = (): Promise<void> => new Promise(setImmediate)

async function unstored(names: string[]): Promise<Storage> {
  const storage = await openStorage('memory:')
  for (const name of names) await storage.journal.append(name, Uint8Array.of(1))
  return storage
}

/** Stores whose runs the test settles. */
function stores(storage: Storage) {
  const clock = new ManualClock()
  const { log, messages } = collectingLog()
  const runs = new Map<string, PromiseWithResolvers<void>>()
  const begun: string[] = []
  const pending = PendingStores.start({
    journal: storage.journal,
    store: (name) => {
      const run = Promise.withResolvers<void>()
      runs.set(name, run)
      begun.push(name)
      return run.promise
    },
    clock,
    log,
  })
  return { clock, messages, runs, begun, pending }
}

test('every document that is not stored is stored, four at once', async () => {
  await using storage = await unstored(['a', 'b', 'c', 'd', 'e', 'f'])
  await storage.journal.markStored('b', 1)
  const { begun, runs, pending } = stores(storage)
  await turn()
  expect([begun, pending.left]).toEqual([['a', 'c', 'd', 'e'], 5])
  runs.get('d')?.resolve()
  await turn()
  expect(begun).toEqual(['a', 'c', 'd', 'e', 'f'])
  for (const run of runs.values()) run.resolve()
  await pending.done
  expect(pending.left).toBe(0)
})

test('a store that fails is tried again with growing pauses, and holds up no other', async () => {
  await using storage = await unstored(['a', 'b', 'c', 'd', 'e'])
  const { begun, runs, pending, clock, messages } = stores(storage)
  await turn()
  for (const pause of [1_000, 2_000, 4_000]) {
    runs.get('a')?.reject(new Error('the database is down'))
    await turn()
    expect(begun).toContain('e')
    const before = begun.length
    clock.advance(pause - 1)
    expect(begun).toHaveLength(before)
    runs.get('b')?.resolve()
    await turn()
    clock.advance(1)
    expect(begun.slice(before)).toEqual(['a'])
  }
  expect(messages).toHaveLength(3)
  for (const run of runs.values()) run.resolve()
  await pending.done
})

test('a journal that cannot say what is unstored is asked again', async () => {
  const storage = await unstored([])
  await storage.close()
  const { pending, clock, messages } = stores(storage)
  await turn()
  expect([messages.length, pending.left]).toEqual([1, 1])
  clock.advance(1_000)
  await turn()
  expect(messages).toHaveLength(2)
  pending.cancel()
  await pending.done
  expect(clock.pending).toBe(0)
})

test('after cancel nothing is begun, and what runs is waited for', async () => {
  await using storage = await unstored(['a', 'b', 'c', 'd', 'e', 'f'])
  const { begun, runs, pending, clock } = stores(storage)
  await turn()
  runs.get('a')?.reject(new Error('the database is down'))
  await turn()
  pending.cancel()
  let done = false
  void pending.done.then(() => (done = true))
  for (const name of ['b', 'c', 'd']) runs.get(name)?.resolve()
  await turn()
  clock.advance(60_000)
  expect([begun.length, done]).toEqual([5, false])
  runs.get('e')?.reject(new Error('the database is down'))
  await pending.done
  clock.advance(60_000)
  expect([begun.length, clock.pending]).toEqual([5, 0])
})

test('with nothing to store it is done', async () => {
  await using storage = await unstored([])
  const { pending, begun } = stores(storage)
  await pending.done
  expect(begun).toEqual([])
})
