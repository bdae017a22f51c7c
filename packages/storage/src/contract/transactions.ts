import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Storage } from '../ports/storage.ts'
import type { Reader } from '../ports/documents.ts'

async function openCounters({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  await storage.documents.migrate([{ name: 'counters', columns: [{ name: 'value', type: 'number' }] }])
  await using transaction = await storage.documents.transaction()
  await transaction.insert('counters', { id: 'a', value: 0 })
  await transaction.commit()
  return storage
}

const valueOf = async (reader: Reader, id = 'a'): Promise<unknown> => (await reader.findByID('counters', id))?.value

export function testTransactions(suite: Suite): void {
  const { test, expect } = suite

  test('reads its own writes; everyone else reads what is committed', async () => {
    await using storage = await openCounters(suite)
    const { documents } = storage
    await using transaction = await documents.transaction()
    await transaction.update('counters', 'a', { value: 1 })
    await transaction.insert('counters', { id: 'b', value: 2 })
    expect([await valueOf(transaction), await transaction.count('counters')]).toEqual([1, 2])
    expect([await valueOf(documents), await documents.count('counters')]).toEqual([0, 1])
    expect(await documents.find('counters')).toEqual([{ id: 'a', value: 0 }])
    await transaction.commit()
    expect([await valueOf(documents), await documents.count('counters')]).toEqual([1, 2])
  })

  test('undoes everything on rollback, and on disposal without a commit', async () => {
    await using storage = await openCounters(suite)
    const { documents } = storage
    const first = await documents.transaction()
    await first.update('counters', 'a', { value: 1 })
    await first.rollback()
    {
      await using second = await documents.transaction()
      await second.delete('counters', 'a')
    }
    expect(await documents.find('counters')).toEqual([{ id: 'a', value: 0 }])
  })

  test('a handle that is over refuses every call', async () => {
    await using storage = await openCounters(suite)
    const { documents } = storage
    const committed = await documents.transaction({ label: 'import' })
    const savepoint = await committed.savepoint()
    await savepoint.release()
    await committed.commit()
    const rolledBack = await documents.transaction()
    await rolledBack.rollback()
    for (const over of [committed, rolledBack]) {
      const calls = [
        () => over.findByID('counters', 'a'),
        () => over.find('counters'),
        () => over.count('counters'),
        () => over.distinct('counters', 'value'),
        () => over.insert('counters', { id: 'z' }),
        () => over.insertMany('counters', [{ id: 'z' }]),
        () => over.updateWhere('counters', { and: [] }, { value: 9 }),
        () => over.deleteWhere('counters', { and: [] }),
        () => over.update('counters', 'a', { value: 9 }),
        () => over.delete('counters', 'a'),
        () => over.savepoint(),
        () => over.commit(),
        () => over.rollback(),
      ]
      for (const call of calls) await expectCode(suite, call(), ['TRANSACTION_CLOSED'])
      await over[Symbol.asyncDispose]()
    }
    await expectCode(suite, savepoint.release(), [
      'TRANSACTION_CLOSED',
      { details: { label: 'import', end: 'it was committed' } },
    ])
    expect(await documents.find('counters')).toEqual([{ id: 'a', value: 0 }])
  })

  test('200 transactions at once come out as if one ran after the other', async () => {
    await using storage = await openCounters(suite)
    const { documents } = storage
    const seen = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        await using transaction = await documents.transaction()
        const value = Number(await valueOf(transaction))
        await new Promise(setImmediate)
        await transaction.update('counters', 'a', { value: value + 1 })
        await (index % 7 === 0 ? transaction.rollback() : transaction.commit())
        return value
      }),
    )
    const committed = (until: number): number => until - Math.ceil(until / 7)
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => committed(index)))
    expect(await valueOf(documents)).toBe(committed(200))
  })

  test('appends to the journal and transactions do not get into each other', async () => {
    await using storage = await openCounters(suite)
    const transaction = await storage.documents.transaction()
    await transaction.update('counters', 'a', { value: 1 })
    const appended = storage.journal.append('doc', Uint8Array.of(1))
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect((await storage.journal.load('doc')).seq).toBe(0)
    await transaction.rollback()
    expect(await appended).toBe(1)
    expect((await storage.journal.load('doc')).seq).toBe(1)
    expect(await valueOf(storage.documents)).toBe(0)
  })

  testSavepoints(suite)
}

function testSavepoints(suite: Suite): void {
  const { test, expect } = suite

  test('a savepoint keeps or undoes what came after it, nested ones too', async () => {
    await using storage = await openCounters(suite)
    await using transaction = await storage.documents.transaction()
    const set = (value: number): Promise<boolean> => transaction.update('counters', 'a', { value })
    await set(1)
    const outer = await transaction.savepoint()
    await set(2)
    const undone = await transaction.savepoint()
    await set(3)
    await transaction.insert('counters', { id: 'b' })
    await undone.rollback()
    expect([await valueOf(transaction), await transaction.count('counters')]).toEqual([2, 1])
    const kept = await transaction.savepoint()
    await set(4)
    await kept.release()
    expect(await valueOf(transaction)).toBe(4)
    await outer.rollback()
    expect(await valueOf(transaction)).toBe(1)
    const last = await transaction.savepoint()
    await set(5)
    await last.release()
    await transaction.commit()
    expect(await valueOf(storage.documents)).toBe(5)
  })

  test('savepoints are closed once, the last one first, and before the commit', async () => {
    await using storage = await openCounters(suite)
    await using transaction = await storage.documents.transaction()
    const outer = await transaction.savepoint()
    const inner = await transaction.savepoint()
    await expectCode(suite, outer.release(), ['SAVEPOINT_ORDER'])
    await expectCode(suite, outer.rollback(), ['SAVEPOINT_ORDER'])
    await inner.release()
    await expectCode(suite, inner.rollback(), ['SAVEPOINT_ORDER'])
    await transaction.update('counters', 'a', { value: 1 })
    await expectCode(suite, transaction.commit(), ['SAVEPOINT_OPEN', { details: { label: 'transaction', open: 1 } }])
    await outer.release()
    await transaction.commit()
    expect(await valueOf(storage.documents)).toBe(1)
  })
}
