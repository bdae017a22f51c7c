import { ManualClock } from './manual-clock.ts'
import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'

export function testWaiting(suite: Suite): void {
  const { test, expect, subject } = suite

  test('transactions get their turn in the order they asked', async () => {
    await using storage = await subject.open()
    const order: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        await using transaction = await storage.documents.transaction()
        order.push(number)
        await new Promise(setImmediate)
        await transaction.rollback()
      }),
    )
    expect(order).toEqual([1, 2, 3, 4])
  })

  test('who waits longer than the limit is told who holds the writer; the others keep their places', async () => {
    const clock = new ManualClock()
    await using storage = await subject.open({ clock, waitLimit: 1000 })
    const holder = await storage.documents.transaction({ label: 'nightly import' })
    clock.advance(500)
    const second = storage.documents.transaction({ label: 'second' })
    clock.advance(600)
    const third = storage.documents.transaction({ label: 'third' })
    clock.advance(400)
    await expectCode(suite, second, [
      'TRANSACTION_WAIT',
      { details: { label: 'second', holder: 'nightly import', waited: 1000, held: 1500, ahead: 0 } },
    ])
    await holder.rollback()
    await (await third).rollback()
    expect(clock.pending).toBe(0)
  })

  test('a transaction that is never finished does not keep appends waiting in silence', async () => {
    const clock = new ManualClock()
    await using storage = await subject.open({ clock, waitLimit: 1000 })
    const holder = await storage.documents.transaction({ label: 'forgotten' })
    const first = storage.journal.append('a', Uint8Array.of(1))
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    const joined = storage.journal.append('a', Uint8Array.of(2))
    clock.advance(1000)
    for (const append of [first, joined]) {
      await expectCode(suite, append, [
        'TRANSACTION_WAIT',
        { message: /"journal" waited 1000 ms.*"forgotten" has held it/ },
      ])
    }
    await holder.rollback()
    expect(await storage.journal.append('a', Uint8Array.of(1))).toBe(1)
  })
}
