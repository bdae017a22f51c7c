import { expect, test } from 'vitest'
import type { Journal } from '@crochet/storage'
import { DocumentLog, type DocumentLogOptions } from '../../src/persistence/document-log.ts'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { collectingLog } from './collecting-log.ts'
import { FaultyJournal } from './faulty-journal.ts'
import { JournalFolder } from './journal-folder.ts'

/** The turns after which an append is committed, or has failed. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise(setImmediate)
}

function logOn(journal: Journal, options: Partial<DocumentLogOptions> = {}) {
  const clock = new ManualClock()
  const { log, messages } = collectingLog()
  const document = new DocumentLog({ name: 'doc', journal, clock, log, rows: 0, seq: 0, ...options })
  const saved = (): Promise<void> => new Promise((resolve) => document.whenSaved(resolve))
  return { clock, messages, document, saved }
}

const one = Uint8Array.of(1)

test('what is appended counts as waiting until it is saved', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal)
  journal.shut()
  document.append(new Uint8Array(30))
  document.append(new Uint8Array(12))
  expect([document.saved, document.unsavedBytes, document.rows, document.seq]).toEqual([false, 42, 0, 0])
  journal.release()
  await saved()
  expect([document.saved, document.unsavedBytes, document.rows, document.seq]).toEqual([true, 0, 2, 2])
  expect(document.usage).toEqual({ rows: 2, snapshotBytes: 0, updateBytes: 42, since: 0 })
})

test('what fails goes on waiting, until it is saved or given up', async () => {
  await using journal = await GatedJournal.open()
  const { document, clock } = logOn(journal)
  journal.break(new Error('the disk is full'))
  const told: boolean[] = []
  document.append(new Uint8Array(30), (saved) => told.push(saved))
  document.append(new Uint8Array(12))
  await turn()
  clock.advance(1_000)
  await turn()
  expect([told, document.unsavedBytes]).toEqual([[false], 42])
  expect(document.abandon()).toBe(2)
  expect([document.saved, document.unsavedBytes]).toEqual([true, 0])
})

test('a store marks what was appended before it began, not what came meanwhile', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal)
  document.append(one)
  document.append(one)
  await saved()
  const position = document.position()
  document.append(one)
  await saved()
  await document.markStored(position)
  expect([document.stored, (await journal.load('doc')).stored]).toEqual([2, 2])
  expect(await journal.unstored()).toEqual(['doc'])
  await document.markStored(document.position())
  expect(await journal.unstored()).toEqual([])
})

test('what was not yet saved when a store began is marked when it is', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal)
  document.append(one)
  await saved()
  journal.shut()
  document.append(one)
  const position = document.position()
  await document.markStored(position)
  expect((await journal.load('doc')).stored).toBe(1)
  document.append(one)
  journal.release()
  await saved()
  await turn()
  const { stored, seq } = await journal.load('doc')
  expect([stored, seq, document.stored]).toEqual([2, 3, 2])
})

test('a row that was tried again does not take those before it into a store that does not hold them', async () => {
  await using journal = await GatedJournal.open()
  const { document, clock, saved } = logOn(journal)
  journal.shut()
  document.append(Uint8Array.of(1))
  const position = document.position()
  document.append(Uint8Array.of(2))
  await journal.arrival(2)
  journal.failFirst(new Error('the disk hiccups'))
  journal.release()
  await turn()
  clock.advance(100)
  await saved()
  expect((await journal.load('doc')).updates).toEqual([Uint8Array.of(2), Uint8Array.of(1)])
  await document.markStored(position)
  expect((await journal.load('doc')).stored).toBe(0)
  await document.markStored(document.position())
  expect(await journal.unstored()).toEqual([])
})

test('in mode ahead a store drops the rows it holds, and what is left counts', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal, { mode: 'ahead' })
  for (let count = 0; count < 4; count++) document.append(new Uint8Array(10))
  await saved()
  const position = document.position()
  document.append(new Uint8Array(10))
  await saved()
  await document.markStored(position)
  expect((await journal.load('doc')).seqs).toEqual([5])
  expect(document.usage).toMatchObject({ rows: 1, updateBytes: 10 })
  await document.markStored(document.position())
  expect((await journal.load('doc')).seqs).toEqual([])
  expect(document.usage).toEqual({ rows: 0, snapshotBytes: 0, updateBytes: 0, since: undefined })
  document.append(one)
  await saved()
  expect(document.seq).toBe(6)
})

test('a compaction keeps what comes while it is written, and counts it', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal)
  for (let count = 0; count < 4; count++) document.append(new Uint8Array(10))
  await saved()
  document.append(new Uint8Array(7))
  const compacted = document.compact(new Uint8Array(25), document.extent())
  document.append(new Uint8Array(9))
  await saved()
  expect(await compacted).toBe(true)
  expect((await journal.load('doc')).seqs).toEqual([5, 6])
  expect(document.usage).toMatchObject({ rows: 2, snapshotBytes: 25, updateBytes: 9 })
})

test('a snapshot takes the place of rows only once everything in it has a row', async () => {
  await using journal = await GatedJournal.open()
  const { document, saved } = logOn(journal)
  for (let count = 0; count < 4; count++) document.append(new Uint8Array(10))
  await saved()
  journal.shut()
  document.append(new Uint8Array(7))
  await journal.arrival()
  const compacted = document.compact(new Uint8Array(25), document.extent())
  journal.failFirst(new Error('the disk is full'))
  expect(await compacted).toBe(false)
  expect((await journal.load('doc')).seqs).toEqual([1, 2, 3, 4])
})

test('what a load told is what a log begins with', async () => {
  await using journal = await GatedJournal.open()
  for (let count = 0; count < 3; count++) await journal.append('doc', new Uint8Array(10))
  await journal.compact('doc', new Uint8Array(15), 2)
  await journal.markStored('doc', 2)
  const { updates, ...loaded } = await journal.load('doc')
  const { document } = logOn(journal, { ...loaded, rows: updates.length })
  expect(document.usage).toEqual({ rows: 2, snapshotBytes: 15, updateBytes: 10, since: 0 })
  expect([document.seq, document.stored]).toEqual([3, 2])
})

test('a mark that fails is only logged, and made good by the next', async () => {
  await using folder = await JournalFolder.make()
  const { storage, file } = await folder.open(new ManualClock())
  const { document, messages, saved } = logOn(storage.journal)
  document.append(one)
  await saved()
  const unlock = folder.lock(file)
  await document.markStored(document.position())
  expect(messages).toHaveLength(1)
  unlock()
  await document.markStored(document.position())
  expect(await storage.journal.unstored()).toEqual([])
})

test.each(['before', 'after'] as const)(
  'every call that fails, %s it is carried out: nothing is lost',
  async (when) => {
    await using folder = await JournalFolder.make()
    for (let nth = 1; nth <= 14; nth++) {
      for (const mode of ['store', 'ahead'] as const) {
        const { storage } = await folder.open(new ManualClock())
        const faulty = new FaultyJournal(storage.journal, (call) => (call % nth === 0 && call < 30 ? when : undefined))
        const { document, clock } = logOn(faulty, { mode })
        const stored = new Set<number>()
        for (let token = 1; token <= 12; token++) {
          document.append(Uint8Array.of(token))
          if (token % 3 === 0) await turn()
          if (token === 6 || token === 11) {
            const position = document.position()
            for (let each = 1; each <= token; each++) stored.add(each)
            await document.markStored(position)
          }
          if (token === 9)
            await document.compact(
              Uint8Array.from({ length: 9 }, (_, index) => index + 1),
              document.extent(),
            )
        }
        for (let time = 0; time < 40 && !document.saved; time++) {
          clock.advance(5_000)
          await turn()
        }
        expect(document.saved).toBe(true)
        const found = new Set((await storage.journal.load('doc')).updates.flatMap((bytes) => [...bytes]))
        for (let token = 1; token <= 12; token++) {
          expect(found.has(token) || (mode === 'ahead' && stored.has(token)), `${mode} ${nth}: ${token}`).toBe(true)
        }
        expect(await storage.journal.unstored()).toEqual(['doc'])
      }
    }
  },
)
