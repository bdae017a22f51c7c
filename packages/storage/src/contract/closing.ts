import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'

const table = { name: 'rows', columns: [] }

export function testClosing(suite: Suite): void {
  const { test, expect, subject } = suite

  test('close commits what the journal has queued', async () => {
    const storage = await subject.open()
    const appends = [1, 2, 3].map((byte) => storage.journal.append('a', Uint8Array.of(byte)))
    const compacted = storage.journal.append('b', Uint8Array.of(1)).then(() => undefined)
    await storage.close()
    expect(await Promise.all(appends)).toEqual([1, 2, 3])
    await compacted
  })

  test('close rolls back the open transaction, refuses those that wait, and flushes the appends behind it', async () => {
    const storage = await subject.open()
    await storage.documents.migrate([table])
    const open = await storage.documents.transaction()
    await open.insert('rows', { id: '1' })
    const waiting = storage.documents.transaction()
    const append = storage.journal.append('a', Uint8Array.of(1))
    const closed = storage.close()
    await expectCode(suite, waiting, ['STORAGE_CLOSED'])
    await expectCode(suite, open.commit(), [
      'TRANSACTION_CLOSED',
      { details: { end: 'the storage was closed', label: 'transaction' } },
    ])
    expect(await append).toBe(1)
    await closed
  })

  test('close can be called again; every other call fails', async () => {
    const storage = await subject.open()
    const { journal, documents } = storage
    await documents.migrate([table])
    await Promise.all([storage.close(), storage.close()])
    await storage.close()
    await storage[Symbol.asyncDispose]()
    const calls = [
      () => journal.append('a', Uint8Array.of(1)),
      () => journal.load('a'),
      () => journal.compact('a', Uint8Array.of(1), 1),
      () => journal.markStored('a', 0),
      () => journal.unstored(),
      () => journal.drop('a', 0),
      () => journal.setAside('a', 1, 'is bad'),
      () => journal.aside(),
      () => journal.releaseAside('a'),
      () => journal.list(),
      () => journal.remove('a'),
      () => documents.migrate([table]),
      () => documents.transaction(),
      () => documents.findByID('rows', '1'),
      () => documents.find('rows'),
      () => documents.count('rows'),
      () => documents.distinct('rows', 'id'),
    ]
    for (const call of calls) await expectCode(suite, call(), ['STORAGE_CLOSED', { status: 503 }])
  })

  testIfAble(suite, subject.reopen, [
    'what was committed before the close is there after a restart, and nothing else',
    async (reopen) => {
      const first = await subject.open()
      await first.documents.migrate([table])
      const committed = await first.documents.transaction()
      await committed.insert('rows', { id: '1' })
      await committed.commit()
      const open = await first.documents.transaction()
      await open.insert('rows', { id: '2' })
      const append = first.journal.append('a', Uint8Array.of(7))
      await using second = await reopen(first)
      await second.documents.migrate([table])
      expect(await append).toBe(1)
      expect(await second.documents.find('rows')).toEqual([{ id: '1' }])
      expect((await second.journal.load('a')).updates).toEqual([Uint8Array.of(7)])
    },
  ])
}
