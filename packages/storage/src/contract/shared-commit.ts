import { ManualClock } from './manual-clock.ts'
import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Storage, StorageOptions } from '../ports/storage.ts'
import type { Transaction } from '../ports/transaction.ts'

const table = { name: 'rows', columns: [{ name: 'value', type: 'number' as const }] }

async function openRows({ subject }: Suite, options?: StorageOptions): Promise<Storage> {
  const storage = await subject.open(options)
  await storage.documents.migrate([table])
  return storage
}

/** Two transactions, of which the second has asked while the first was open; the first has written and committed. */
async function pair(storage: Storage): Promise<{ committed: Promise<void>; second: Transaction }> {
  const first = await storage.documents.transaction({ label: 'first' })
  const waiting = storage.documents.transaction({ label: 'second' })
  await first.insert('rows', { id: 'first', value: 1 })
  const committed = first.commit()
  return { committed, second: await waiting }
}

const ids = async ({ documents }: Storage): Promise<unknown[]> => documents.distinct('rows', 'id')

export function testSharedCommit(suite: Suite): void {
  const { test, expect } = suite

  test('a commit gives the turn on, and resolves with the commits of those that waited', async () => {
    await using storage = await openRows(suite, { clock: new ManualClock() })
    const { committed, second } = await pair(storage)
    expect(await second.findByID('rows', 'first')).toEqual({ id: 'first', value: 1 })
    expect(await ids(storage)).toEqual([])
    const order: string[] = []
    void committed.then(() => order.push('first'))
    await second.insert('rows', { id: 'second' })
    await new Promise(setImmediate)
    expect(order).toEqual([])
    await second.commit()
    expect(order).toEqual(['first'])
    expect(await ids(storage)).toEqual(['first', 'second'])
  })

  test('one that rolls back undoes itself alone, and is told when what it has seen is stored', async () => {
    await using storage = await openRows(suite, { clock: new ManualClock() })
    const { committed, second } = await pair(storage)
    const third = storage.documents.transaction()
    await second.update('rows', 'first', { value: 2 })
    const inner = await second.savepoint()
    await second.insert('rows', { id: 'second' })
    const told: string[] = []
    const rolledBack = second.rollback().then(() => told.push('rolled back'))
    const last = await third
    await new Promise(setImmediate)
    expect(told).toEqual([])
    await expectCode(suite, inner.release(), ['TRANSACTION_CLOSED'])
    await last.insert('rows', { id: 'third' })
    await last.commit()
    await Promise.all([committed, rolledBack])
    expect(await storage.documents.find('rows')).toEqual([
      { id: 'first', value: 1 },
      { id: 'third', value: null },
    ])
  })

  test('commits wait 25 ms for one that is still open; it goes on with all it wrote', async () => {
    const clock = new ManualClock()
    await using storage = await openRows(suite, { clock })
    const { committed, second } = await pair(storage)
    const row = { id: 'second', value: 1 }
    await second.insert('rows', row)
    row.value = 99
    await expectCode(suite, second.insert('rows', { id: 'first' }), ['UNIQUE'])
    const kept = await second.savepoint()
    await second.insertMany('rows', [{ id: 'third', value: 3 }, { id: 'fourth' }])
    const undone = await second.savepoint()
    expect(await second.deleteWhere('rows', { and: [] })).toBe(4)
    await undone.rollback()
    clock.advance(25)
    await committed
    expect(await ids(storage)).toEqual(['first'])
    expect(await second.updateWhere('rows', { column: 'value', operator: 'exists', value: true }, { value: 5 })).toBe(3)
    await kept.rollback()
    await second.update('rows', 'first', { value: 6 })
    const behind = storage.documents.transaction()
    const stored = second.commit()
    await (await behind).rollback()
    await stored
    expect(await storage.documents.find('rows')).toEqual([
      { id: 'first', value: 6 },
      { id: 'second', value: 1 },
    ])
    expect(clock.pending).toBe(0)
  })

  test('the time is over at the first write after it, when timers cannot run', async () => {
    const clock = new ManualClock()
    const late = { now: () => clock.now(), after: () => () => undefined }
    await using storage = await openRows(suite, { clock: late })
    const { committed, second } = await pair(storage)
    await second.insert('rows', { id: 'second' })
    expect(await ids(storage)).toEqual([])
    clock.advance(25)
    await second.insert('rows', { id: 'third' })
    await committed
    expect(await ids(storage)).toEqual(['first'])
    await second.commit()
    expect(await ids(storage)).toEqual(['first', 'second', 'third'])
  })

  test('no more than 256 transactions share a commit', async () => {
    await using storage = await openRows(suite, { clock: new ManualClock() })
    const started = Array.from({ length: 258 }, () => storage.documents.transaction())
    const commits: Promise<void>[] = []
    for (const [index, transaction] of started.entries()) {
      const open = await transaction
      if (index === 257) break
      await open.insert('rows', { id: String(index) })
      commits.push(open.commit())
    }
    await Promise.all(commits.slice(0, 256))
    expect(await storage.documents.count('rows')).toBe(256)
    await (await started[257])?.rollback()
    await commits[256]
    expect(await storage.documents.count('rows')).toBe(257)
  })

  test('what waits and is no transaction gets its turn after a commit, in its order', async () => {
    await using storage = await openRows(suite, { clock: new ManualClock() })
    const { committed, second } = await pair(storage)
    const removed = storage.journal.remove('none')
    const third = storage.documents.transaction()
    await second.rollback()
    await committed
    await removed
    const open = await third
    expect(await ids(storage)).toEqual(['first'])
    await open.rollback()
  })

  test('close commits what was committed, and rolls back the one that is open behind it', async () => {
    const storage = await openRows(suite, { clock: new ManualClock() })
    const { committed, second } = await pair(storage)
    await second.insert('rows', { id: 'second' })
    const third = storage.documents.transaction()
    const closed = storage.close()
    await expectCode(suite, third, ['STORAGE_CLOSED'])
    await committed
    await expectCode(suite, second.commit(), ['TRANSACTION_CLOSED', { details: { end: 'the storage was closed' } }])
    await closed
  })

  test('close while the turn passes from one to the next commits what was committed', async () => {
    const storage = await openRows(suite, { clock: new ManualClock() })
    const first = await storage.documents.transaction()
    const next = storage.documents.transaction()
    await first.insert('rows', { id: 'first' })
    const committed = first.commit()
    const closed = storage.close()
    await expectCode(suite, next, ['STORAGE_CLOSED'])
    await Promise.all([committed, closed])
  })
}
