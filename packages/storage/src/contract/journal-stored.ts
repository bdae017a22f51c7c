import { bytes, loadTexts } from './journal.ts'
import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'

export function testStored(suite: Suite): void {
  const { test, expect, subject } = suite

  test('a document is unstored while its last entry is above the mark; the mark never goes back', async () => {
    await using storage = await subject.open()
    const { journal } = storage
    for (const name of ['b', 'a', 'c']) await journal.append(name, bytes('1'))
    expect(await journal.unstored()).toEqual(['a', 'b', 'c'])
    await journal.markStored('a', 1)
    await journal.markStored('b', 0)
    expect(await journal.unstored()).toEqual(['b', 'c'])
    expect((await journal.load('a')).stored).toBe(1)
    await journal.append('a', bytes('2'))
    expect(await journal.unstored()).toEqual(['a', 'b', 'c'])
    await journal.markStored('a', 2)
    await journal.markStored('a', 1)
    expect(await journal.unstored()).toEqual(['b', 'c'])
  })

  test('the mark holds through a compaction, on either side of it', async () => {
    await using storage = await subject.open()
    const { journal } = storage
    for (const text of ['1', '2', '3']) await journal.append('a', bytes(text))
    await journal.markStored('a', 2)
    await journal.compact('a', bytes('all'), 3)
    expect(await journal.unstored()).toEqual(['a'])
    await journal.markStored('a', 3)
    expect(await journal.unstored()).toEqual([])
    await journal.append('a', bytes('4'))
    await journal.compact('a', bytes('all'), 4)
    expect(await journal.unstored()).toEqual(['a'])
    await journal.remove('a')
    expect(await journal.unstored()).toEqual([])
    await journal.append('a', bytes('5'))
    expect(await journal.unstored()).toEqual(['a'])
  })

  test('drop forgets what is stored elsewhere and keeps what came after; the numbers go on', async () => {
    await using storage = await subject.open()
    const { journal } = storage
    for (const text of ['1', '2', '3']) await journal.append('a', bytes(text))
    await journal.drop('a', 2)
    expect(await loadTexts(storage, 'a')).toEqual([['3'], [3]])
    expect(await journal.unstored()).toEqual(['a'])
    await journal.drop('a', 1)
    await journal.drop('a', 3)
    expect(await loadTexts(storage, 'a')).toEqual([[], []])
    expect((await journal.load('a')).stored).toBe(3)
    expect(await journal.unstored()).toEqual([])
    expect(await journal.list()).toEqual([])
    expect(await journal.append('a', bytes('4'))).toBe(4)
  })

  test('drop takes a snapshot only when nothing in it is above the number', async () => {
    await using storage = await subject.open()
    const { journal } = storage
    for (const text of ['1', '2', '3', '4']) await journal.append('a', bytes(text))
    await journal.compact('a', bytes('1+2+3'), 3)
    await journal.drop('a', 2)
    expect(await loadTexts(storage, 'a')).toEqual([
      ['1+2+3', '4'],
      [3, 4],
    ])
    await journal.drop('a', 3)
    expect(await loadTexts(storage, 'a')).toEqual([['4'], [4]])
    await journal.compact('a', bytes('all'), 4)
    await journal.drop('a', 4)
    expect(await journal.append('a', bytes('5'))).toBe(5)
  })

  test('a number that was not given out cannot be marked or dropped', async () => {
    await using storage = await subject.open()
    const { journal } = storage
    await journal.append('a', bytes('1'))
    const refused: [string, number][] = [
      ['a', 2],
      ['a', -1],
      ['a', 0.5],
      ['a', Number.NaN],
      ['none', 1],
    ]
    for (const [document, seq] of refused) {
      await expectCode(suite, journal.markStored(document, seq), ['JOURNAL_POSITION', { document }])
      await expectCode(suite, journal.drop(document, seq), ['JOURNAL_POSITION', { document }])
    }
    await journal.markStored('none', 0)
    await journal.drop('none', 0)
    expect(await journal.unstored()).toEqual(['a'])
    expect(await journal.list()).toEqual(['a'])
  })

  testIfAble(suite, subject.reopen, [
    'marks and drops are there after a restart',
    async (reopen) => {
      const first = await subject.open()
      for (const name of ['a', 'b', 'c']) {
        for (const text of ['1', '2']) await first.journal.append(name, bytes(text))
      }
      await first.journal.markStored('a', 2)
      await first.journal.markStored('b', 1)
      await first.journal.drop('c', 2)
      await using storage = await reopen(first)
      expect(await storage.journal.unstored()).toEqual(['b'])
      expect((await storage.journal.load('b')).stored).toBe(1)
      expect(await storage.journal.append('c', bytes('3'))).toBe(3)
      expect(await storage.journal.unstored()).toEqual(['b', 'c'])
    },
  ])
}
