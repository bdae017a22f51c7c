import type { AsideEntry } from '../ports/journal.ts'
import type { Storage } from '../ports/storage.ts'
import { bytes, loadTexts } from './journal.ts'
import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'

type Shown = [document: string, seq: number, text: string, reason: string, held: boolean]

async function shown(storage: Storage, document?: string): Promise<Shown[]> {
  const show = (entry: AsideEntry): Shown => {
    return [entry.document, entry.seq, new TextDecoder().decode(entry.bytes), entry.reason, entry.held]
  }
  return (await storage.journal.aside(document)).map(show)
}

async function openWith(suite: Suite, texts: string[]): Promise<Storage> {
  const storage = await suite.subject.open()
  for (const text of texts) await storage.journal.append('a', bytes(text))
  return storage
}

export function testAside(suite: Suite): void {
  const { test, expect, subject } = suite

  test('a document with an entry aside cannot be loaded until it is released; the bytes stay', async () => {
    await using storage = await openWith(suite, ['1', '2', '3'])
    const { journal } = storage
    const before = Date.now()
    await journal.setAside('a', 2, 'is not an update')
    await journal.setAside('a', 2, 'is not an update, once more')
    for (let time = 0; time < 2; time++) {
      await expectCode(suite, journal.load('a'), [
        'JOURNAL_CORRUPT',
        { document: 'a', seq: 2, message: /is not an up/ },
      ])
    }
    expect(await shown(storage)).toEqual([['a', 2, '2', 'is not an update', true]])
    const at = (await journal.aside('a'))[0]?.at ?? 0
    expect(at >= before && at <= Date.now()).toBe(true)
    expect(await journal.releaseAside('a')).toBe(1)
    expect(await journal.releaseAside('a')).toBe(0)
    expect(await loadTexts(storage, 'a')).toEqual([
      ['1', '3'],
      [1, 3],
    ])
    expect(await shown(storage, 'a')).toEqual([['a', 2, '2', 'is not an update', false]])
  })

  test('neither compaction nor drop deletes what lies aside; removing the document does', async () => {
    await using storage = await openWith(suite, ['1', '2', '3'])
    const { journal } = storage
    await journal.setAside('a', 1, 'is odd')
    await journal.compact('a', bytes('all'), 3)
    await journal.setAside('a', 3, 'is odd too')
    expect(await shown(storage)).toEqual([
      ['a', 1, '1', 'is odd', true],
      ['a', 3, 'all', 'is odd too', true],
    ])
    expect(await journal.list()).toEqual(['a'])
    await journal.append('a', bytes('4'))
    await journal.drop('a', 4)
    expect((await shown(storage, 'a')).length).toBe(2)
    expect(await journal.releaseAside('a')).toBe(2)
    expect(await loadTexts(storage, 'a')).toEqual([[], []])
    expect(await journal.list()).toEqual([])
    await journal.remove('a')
    expect(await shown(storage)).toEqual([])
    expect(await journal.append('a', bytes('5'))).toBe(5)
  })

  test('entries that follow each other may all lie aside, also the last, whose number is not used again', async () => {
    await using storage = await openWith(suite, ['1', '2', '3', '4', '5'])
    const { journal } = storage
    for (const seq of [5, 2, 3]) await journal.setAside('a', seq, 'is odd')
    await expectCode(suite, journal.load('a'), ['JOURNAL_CORRUPT', { seq: 2 }])
    await journal.releaseAside('a')
    expect(await journal.append('a', bytes('6'))).toBe(6)
    expect(await loadTexts(storage, 'a')).toEqual([
      ['1', '4', '6'],
      [1, 4, 6],
    ])
    await journal.compact('a', bytes('1+4'), 4)
    expect(await loadTexts(storage, 'a')).toEqual([
      ['1+4', '6'],
      [4, 6],
    ])
  })

  test('what is not stored cannot be set aside, and nothing of another document is', async () => {
    await using storage = await openWith(suite, ['1'])
    const { journal } = storage
    await journal.append('b', bytes('1'))
    await expectCode(suite, journal.setAside('a', 2, 'is odd'), ['JOURNAL_POSITION', { document: 'a', seq: 2 }])
    await expectCode(suite, journal.setAside('a', Number.NaN, 'is odd'), ['JOURNAL_POSITION'])
    await expectCode(suite, journal.setAside('none', 1, 'is odd'), ['JOURNAL_POSITION'])
    await journal.setAside('a', 1, `is long: \0\ud800${'x'.repeat(1000)}`)
    expect((await journal.aside('a'))[0]?.reason.length).toBe(500)
    expect(await shown(storage, 'b')).toEqual([])
    expect(await loadTexts(storage, 'b')).toEqual([['1'], [1]])
    expect(await journal.releaseAside('none')).toBe(0)
  })

  test('the bytes aside are copies', async () => {
    await using storage = await openWith(suite, ['1'])
    await storage.journal.setAside('a', 1, 'is odd')
    const [entry] = await storage.journal.aside('a')
    entry?.bytes.fill(0)
    expect(await shown(storage)).toEqual([['a', 1, '1', 'is odd', true]])
  })

  testIfAble(suite, subject.damage, [
    'a load that finds damaged entries sets all of them aside, with the bytes found',
    async (damage) => {
      await using storage = await openWith(suite, ['1', '2', '3', '4'])
      for (const seq of [2, 4]) await damage(storage, 'a', seq)
      const problem = {
        document: 'a',
        seq: 2,
        details: { document: 'a', seq: 2, problem: 'does not match its checksum', bad: 2 },
      }
      await expectCode(suite, storage.journal.load('a'), ['JOURNAL_CORRUPT', problem])
      await expectCode(suite, storage.journal.load('a'), ['JOURNAL_CORRUPT', problem])
      expect(await shown(storage)).toEqual([
        ['a', 2, '3', 'does not match its checksum', true],
        ['a', 4, '5', 'does not match its checksum', true],
      ])
      await storage.journal.releaseAside('a')
      expect(await loadTexts(storage, 'a')).toEqual([
        ['1', '3'],
        [1, 3],
      ])
      expect(await storage.journal.append('a', bytes('5'))).toBe(5)
    },
  ])

  testIfAble(suite, subject.reopen, [
    'what lies aside is there after a restart, and still holds the document back',
    async (reopen) => {
      const first = await openWith(suite, ['1', '2'])
      await first.journal.setAside('a', 1, 'is odd')
      await using storage = await reopen(first)
      await expectCode(suite, storage.journal.load('a'), ['JOURNAL_CORRUPT', { seq: 1 }])
      expect(await shown(storage)).toEqual([['a', 1, '1', 'is odd', true]])
    },
  ])
}
