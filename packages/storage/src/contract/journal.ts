import type { Storage } from '../ports/storage.ts'
import { expectCode, testIfAble } from './suite.ts'
import type { Suite } from './suite.ts'

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const texts = (updates: Uint8Array[]): string[] => updates.map((update) => new TextDecoder().decode(update))

/** What is stored of a document, with its updates as texts. */
export async function loadTexts(storage: Storage, document: string): Promise<[updates: string[], seqs: number[]]> {
  const { updates, seqs } = await storage.journal.load(document)
  return [texts(updates), seqs]
}

export function testJournal(suite: Suite): void {
  const { test, expect, subject } = suite

  test('numbers the appends of each document from 1 and loads them in order', async () => {
    await using storage = await subject.open()
    const numbers = await Promise.all(
      ['a1', 'b1', 'a2', 'a3', 'b2'].map((text) => storage.journal.append(text.charAt(0), bytes(text))),
    )
    expect(numbers).toEqual([1, 1, 2, 3, 2])
    const a = await storage.journal.load('a')
    expect({ ...a, updates: texts(a.updates) }).toEqual({
      updates: ['a1', 'a2', 'a3'],
      seqs: [1, 2, 3],
      seq: 3,
      stored: 0,
      snapshotBytes: 0,
      updateBytes: 6,
    })
    expect((await storage.journal.load('b')).seq).toBe(2)
  })

  test('loads nothing and seq 0 for a document it has never seen', async () => {
    await using storage = await subject.open()
    expect(await storage.journal.load('none')).toEqual({
      updates: [],
      seqs: [],
      seq: 0,
      stored: 0,
      snapshotBytes: 0,
      updateBytes: 0,
    })
    expect(await storage.journal.list()).toEqual([])
  })

  test('shows an update to readers once its append has resolved, and not half a group', async () => {
    await using storage = await subject.open()
    const group = Promise.all([storage.journal.append('a', bytes('1')), storage.journal.append('a', bytes('2'))])
    expect((await storage.journal.load('a')).seq).toBe(0)
    await group
    expect((await storage.journal.load('a')).seq).toBe(2)
  })

  test('keeps a copy of the bytes, and hands out copies', async () => {
    await using storage = await subject.open()
    const buffer = bytes('before')
    const appended = storage.journal.append('a', buffer)
    buffer.fill(0)
    await appended
    const first = await storage.journal.load('a')
    expect(texts(first.updates)).toEqual(['before'])
    first.updates[0]?.fill(0)
    expect(texts((await storage.journal.load('a')).updates)).toEqual(['before'])
  })

  test('takes empty updates and any text as a name', async () => {
    await using storage = await subject.open()
    const names = ['__proto__', 'constructor', "'; DROP TABLE x; --", 'a/b.c:d', 'ä', '😀', '\uffff', ' ']
    for (const name of names) expect(await storage.journal.append(name, new Uint8Array())).toBe(1)
    for (const name of names) expect((await storage.journal.load(name)).seq).toBe(1)
    const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(await storage.journal.list()).toEqual(byBytes)
  })

  test('refuses names and updates that would not come back as they are, and takes the rest of the group', async () => {
    await using storage = await subject.open()
    const good = storage.journal.append('good', bytes('1'))
    for (const name of ['', '\ud800', 'a\0b', 'x'.repeat(1025)]) {
      await expectCode(suite, storage.journal.append(name, bytes('1')), ['JOURNAL_NAME'])
      await expectCode(suite, storage.journal.load(name), ['JOURNAL_NAME'])
    }
    const noBytes = 'text' as unknown as Uint8Array
    await expectCode(suite, storage.journal.append('a', noBytes), ['JOURNAL_UPDATE', { document: 'a' }])
    expect(await good).toBe(1)
  })

  testCompaction(suite)
  testFaults(suite)
}

function testCompaction(suite: Suite): void {
  const { test, expect, subject } = suite

  test('compact puts the snapshot in the place of what it covers and keeps the rest', async () => {
    await using storage = await subject.open()
    for (const text of ['1', '2', '3', '4']) await storage.journal.append('a', bytes(text))
    await storage.journal.compact('a', bytes('1+2'), 2)
    expect(await loadTexts(storage, 'a')).toEqual([
      ['1+2', '3', '4'],
      [2, 3, 4],
    ])
    const { snapshotBytes, updateBytes } = await storage.journal.load('a')
    expect([snapshotBytes, updateBytes]).toEqual([3, 2])

    await storage.journal.compact('a', bytes('all'), 4)
    await storage.journal.compact('a', bytes('all again'), 4)
    expect(await loadTexts(storage, 'a')).toEqual([['all again'], [4]])
    expect(await storage.journal.append('a', bytes('5'))).toBe(5)
  })

  test('compact refuses a number that is not stored, and changes nothing', async () => {
    await using storage = await subject.open()
    for (const text of ['1', '2', '3']) await storage.journal.append('a', bytes(text))
    await storage.journal.compact('a', bytes('1+2'), 2)
    for (const upTo of [1, 4, 0, -1, 2.5, Number.NaN]) {
      await expectCode(suite, storage.journal.compact('a', bytes('x'), upTo), ['JOURNAL_COMPACT', { document: 'a' }])
    }
    await expectCode(suite, storage.journal.compact('none', bytes('x'), 0), ['JOURNAL_COMPACT'])
    expect(texts((await storage.journal.load('a')).updates)).toEqual(['1+2', '3'])
  })

  test('remove forgets the document, not its numbers; a compaction under way does not bring it back', async () => {
    await using storage = await subject.open()
    await storage.journal.append('a', bytes('1'))
    await storage.journal.append('a', bytes('2'))
    await storage.journal.append('b', bytes('1'))
    await storage.journal.remove('a')
    await storage.journal.remove('never seen')
    expect(await loadTexts(storage, 'a')).toEqual([[], []])
    expect(await storage.journal.list()).toEqual(['b'])
    await expectCode(suite, storage.journal.compact('a', bytes('1+2'), 2), ['JOURNAL_COMPACT'])
    expect(await storage.journal.append('a', bytes('3'))).toBe(3)
    expect((await storage.journal.load('a')).seq).toBe(3)
  })

  testIfAble(suite, subject.reopen, [
    'updates, snapshots and numbers are there after a restart',
    async (reopen) => {
      let storage = await subject.open()
      for (const text of ['1', '2', '3']) await storage.journal.append('a', bytes(text))
      await storage.journal.compact('a', bytes('1+2'), 2)
      await storage.journal.append('b', bytes('1'))
      await storage.journal.remove('b')
      storage = await reopen(storage)
      await using open = storage
      expect(await loadTexts(open, 'a')).toEqual([
        ['1+2', '3'],
        [2, 3],
      ])
      expect(await open.journal.append('a', bytes('4'))).toBe(4)
      expect(await open.journal.append('b', bytes('2'))).toBe(2)
    },
  ])
}

function testFaults(suite: Suite): void {
  const { expect, subject } = suite

  testIfAble(suite, subject.damage, [
    'a damaged entry is an error that names it, and harms no other document',
    async (damage) => {
      await using storage = await subject.open()
      for (const text of ['1', '2', '3']) await storage.journal.append('a', bytes(text))
      await storage.journal.append('b', bytes('1'))
      await damage(storage, 'a', 2)
      await expectCode(suite, storage.journal.load('a'), ['JOURNAL_CORRUPT', { document: 'a', seq: 2 }])
      expect((await storage.journal.load('b')).seq).toBe(1)
    },
  ])

  testIfAble(suite, subject.breakJournal, [
    'a commit that fails rejects its whole group, stores none of it and uses up no number; later ones succeed',
    async (breakJournal) => {
      await using storage = await subject.open()
      await storage.journal.append('a', bytes('1'))
      const { repair } = await breakJournal(storage, 'bad')
      const group = ['a', 'bad', 'b'].map((name) => storage.journal.append(name, bytes('2')))
      const results = await Promise.allSettled(group)
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      expect((await storage.journal.load('a')).seq).toBe(1)
      expect(await storage.journal.list()).toEqual(['a'])

      expect(await storage.journal.append('a', bytes('2'))).toBe(2)
      await repair()
      expect(await storage.journal.append('bad', bytes('1'))).toBe(1)
    },
  ])
}
