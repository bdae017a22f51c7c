import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openStorage, type Storage } from '@crochet/storage'
import { isCompactionDue } from '../../src/persistence/compaction-policy.ts'
import { Compaction, type CompactionOptions } from '../../src/persistence/compaction.ts'
import { DocumentLog } from '../../src/persistence/document-log.ts'
import { verifySnapshot, type Snapshot } from '../../src/persistence/verify-snapshot.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { collectingLog } from './collecting-log.ts'

const snapshotOf = (document: Y.Doc): Snapshot => ({
  update: Y.encodeStateAsUpdate(document),
  stateVector: Y.encodeStateVector(document),
})

/** Documents on a journal, a clock, and a compaction that the test may change. */
async function documents(options: Partial<CompactionOptions> = {}) {
  const storage = await openStorage('memory:')
  const clock = new ManualClock()
  const { log, messages } = collectingLog()
  const compaction = new Compaction({ clock, log, ...options })
  const open = (name: string) => {
    const tree = new Y.Doc()
    const journalled = new DocumentLog({ name, journal: storage.journal, clock, log, rows: 0, seq: 0 })
    tree.on('update', (update: Uint8Array) => journalled.append(update))
    const subject = { name, log: journalled, snapshot: () => snapshotOf(tree) }
    const type = async (letters: number, text = 'x'): Promise<void> => {
      for (let count = 0; count < letters; count++) tree.getText('text').insert(0, text)
      await new Promise<void>((resolve) => journalled.whenSaved(resolve))
    }
    return { tree, log: journalled, subject, type }
  }
  return { storage, clock, messages, compaction, open, [Symbol.asyncDispose]: () => storage.close() }
}

async function textOf(storage: Storage, name: string): Promise<string> {
  const document = new Y.Doc()
  for (const update of (await storage.journal.load(name)).updates) Y.applyUpdate(document, update)
  return document.getText('text').toString()
}

test('a journal is compacted when it has many rows, many bytes, or old rows', () => {
  const usage = { rows: 0, snapshotBytes: 0, updateBytes: 0, since: 0 }
  const hour = 3_600_000
  expect(isCompactionDue({ ...usage, rows: 500 }, 0)).toBe(false)
  expect(isCompactionDue({ ...usage, rows: 501 }, 0)).toBe(true)
  expect(isCompactionDue({ ...usage, rows: 501, snapshotBytes: 1_000_000 }, 0)).toBe(false)
  expect(isCompactionDue({ ...usage, rows: 2_000, snapshotBytes: 1_000_000 }, 0)).toBe(true)
  expect(isCompactionDue({ ...usage, rows: 2, updateBytes: 262_144 }, 0)).toBe(false)
  expect(isCompactionDue({ ...usage, rows: 2, updateBytes: 262_145 }, 0)).toBe(true)
  expect(isCompactionDue({ ...usage, rows: 2, updateBytes: 300_000, snapshotBytes: 300_000 }, 0)).toBe(false)
  expect(isCompactionDue({ ...usage, rows: 51 }, hour - 1)).toBe(false)
  expect(isCompactionDue({ ...usage, rows: 51 }, hour)).toBe(true)
  expect(isCompactionDue({ ...usage, rows: 50 }, hour)).toBe(false)
})

test('a document with many rows becomes one row in the background, and goes on', async () => {
  await using all = await documents()
  const { storage, clock, compaction, open } = all
  const { log, subject, type } = open('doc')
  compaction.watch(subject)
  await type(500)
  clock.advance(1_000)
  await compaction.idle
  expect(log.rows).toBe(500)
  await type(1)
  clock.advance(1_000)
  await compaction.idle
  expect([log.rows, (await storage.journal.load('doc')).seqs]).toEqual([1, [501]])
  await type(2, 'y')
  expect([log.rows, await textOf(storage, 'doc')]).toEqual([3, `yy${'x'.repeat(501)}`])
})

test('what makes snapshots is told some time before there is something to compact', async () => {
  let told = 0
  await using all = await documents({ prepare: () => told++ })
  const { clock, compaction, open } = all
  const { subject, type } = open('doc')
  compaction.watch(subject)
  await type(100)
  clock.advance(1_000)
  expect(told).toBe(0)
  await type(1)
  clock.advance(1_000)
  expect(told).toBe(1)
  clock.advance(5_000)
  expect(told).toBe(1)
})

test('what is typed while a snapshot is written stays beside it', async () => {
  await using all = await documents()
  const { storage, clock, compaction, open } = all
  const { log, subject, tree, type } = open('doc')
  await type(501)
  const snapshot = (): Snapshot => {
    const made = snapshotOf(tree)
    setImmediate(() => tree.getText('text').insert(0, 'y'))
    return made
  }
  const holder = await storage.documents.transaction()
  compaction.watch({ ...subject, snapshot })
  clock.advance(1_000)
  while (log.saved) await new Promise(setImmediate)
  await holder.rollback()
  await compaction.idle
  await new Promise<void>((resolve) => log.whenSaved(resolve))
  expect([log.rows, (await storage.journal.load('doc')).seqs]).toEqual([2, [501, 502]])
  expect(await textOf(storage, 'doc')).toBe(`y${'x'.repeat(501)}`)
})

test('one document is compacted at a time, each in a turn of its own', async () => {
  const order: string[] = []
  await using all = await documents({
    verify: () => {
      order.push('verify')
      setImmediate(() => order.push('turn'))
      return undefined
    },
  })
  const { clock, compaction, open } = all
  const three = ['a', 'b', 'c'].map(open)
  for (const { type, subject } of three) {
    await type(501)
    compaction.watch(subject)
  }
  clock.advance(3_000)
  await compaction.idle
  expect(order).toEqual(['verify', 'turn', 'verify', 'turn', 'verify', 'turn'])
  expect(three.map(({ log }) => log.rows)).toEqual([1, 1, 1])
})

test('a document that leaves memory is compacted if it has more than a hundred rows', async () => {
  await using all = await documents()
  const { compaction, open } = all
  const { log, subject, type } = open('doc')
  await type(100)
  await compaction.leaving(subject)
  expect(log.rows).toBe(100)
  await type(1)
  await compaction.leaving(subject)
  expect(log.rows).toBe(1)
})

test('a snapshot that is not what the document is replaces nothing, and is tried again later', async () => {
  await using all = await documents()
  const { storage, clock, compaction, open, messages } = all
  const { tree, log, subject, type } = open('doc')
  let wrong = true
  const snapshot = (): Snapshot => {
    const made = snapshotOf(tree)
    return wrong ? { ...made, update: Y.encodeStateAsUpdate(new Y.Doc()) } : made
  }
  compaction.watch({ ...subject, snapshot })
  await type(501)
  clock.advance(1_000)
  await compaction.idle
  expect((await storage.journal.load('doc')).updates).toHaveLength(501)
  wrong = false
  clock.advance(58_000)
  await compaction.idle
  expect(log.rows).toBe(501)
  clock.advance(2_000)
  await compaction.idle
  expect(log.rows).toBe(1)
  expect(messages).toEqual(['a snapshot does not hold what its document holds; the journal is kept'])
})

test('a snapshot that cannot be made, and a journal that fails, leave everything as it was', async () => {
  await using all = await documents()
  const { storage, clock, compaction, open, messages } = all
  const { log, subject, type } = open('doc')
  await type(501)
  const snapshot = (): never => {
    throw new Error('out of memory')
  }
  compaction.watch({ ...subject, snapshot })
  clock.advance(1_000)
  await compaction.idle
  expect((await storage.journal.load('doc')).updates).toHaveLength(501)
  await storage.close()
  await compaction.leaving(subject)
  expect(log.rows).toBe(501)
  expect(messages).toEqual([
    'a snapshot could not be made; the journal is kept',
    'a journal could not be compacted; it is left as it was',
  ])
})

test('nothing is compacted that is no longer watched, and the clock has no timer left', async () => {
  await using all = await documents()
  const { clock, compaction, open } = all
  const { log, subject, type } = open('doc')
  const end = compaction.watch(subject)
  await type(501)
  clock.advance(1_000)
  end()
  await compaction.close()
  expect([log.rows, clock.pending]).toEqual([501, 0])
})

test('a snapshot is verified by what it tells, whatever the order of its clients; large ones are only read', () => {
  const [ada, bob] = [new Y.Doc(), new Y.Doc()]
  ada.getText('text').insert(0, 'a')
  bob.getText('text').insert(0, 'b')
  Y.applyUpdate(ada, Y.encodeStateAsUpdate(bob))
  Y.applyUpdate(bob, Y.encodeStateAsUpdate(ada))
  expect(verifySnapshot({ ...snapshotOf(ada), stateVector: Y.encodeStateVector(bob) })).toBe(undefined)
  ada.getText('text').insert(0, 'more')
  const other = 'it tells of another state than the document'
  expect(verifySnapshot({ ...snapshotOf(ada), stateVector: Y.encodeStateVector(bob) })).toBe(other)
  expect(verifySnapshot({ ...snapshotOf(bob), stateVector: Y.encodeStateVector(ada) })).toBe(other)
  expect(verifySnapshot({ ...snapshotOf(ada), update: Uint8Array.of(1, 9) })).toMatch(/^it cannot be read: /)

  const large = new Y.Doc()
  large.getText('text').insert(0, 'long '.repeat(20_000))
  const made = snapshotOf(large)
  expect(verifySnapshot(made)).toBe(undefined)
  expect(verifySnapshot({ ...made, update: made.update.subarray(0, 90_000) })).toMatch(/^it cannot be read: /)
  expect(verifySnapshot({ ...made, stateVector: Y.encodeStateVector(ada) })).toBe(other)
})

test('a large snapshot in which structs wait for others is verified by building it', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  source.getText('text').insert(0, 'first')
  source.getText('text').insert(5, 'second '.repeat(20_000))
  const waiting = new Y.Doc()
  Y.applyUpdate(waiting, updates[1] ?? new Uint8Array())
  const snapshot = snapshotOf(waiting)
  expect(snapshot.update.byteLength).toBeGreaterThan(64 * 1024)
  expect(verifySnapshot(snapshot)).toBe(undefined)
})
