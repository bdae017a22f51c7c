import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { collectAll, makeSnapshot } from '../../src/persistence/make-snapshot.ts'
import { Snapshots } from '../../src/persistence/snapshots.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { collectingLog } from './collecting-log.ts'

function snapshots() {
  const clock = new ManualClock()
  const { log, messages } = collectingLog()
  const made = new Snapshots({ clock, log })
  return { clock, messages, made, [Symbol.asyncDispose]: () => made.close() }
}

function written(): Y.Doc {
  const document = new Y.Doc({ gc: false })
  const text = 'abcdefghij'.repeat(200)
  for (const letter of text) document.getText('text').insert(0, letter)
  document.getText('text').delete(0, 2)
  return document
}

const update = Y.encodeStateAsUpdate(written())
const garbage = new Uint8Array(5_000).fill(255)

/** Takes Yjs minutes: each of these letters is compared with all that stand between its origin and the end of the text. */
function endless(): Uint8Array {
  const encoder = encoding.createEncoder()
  const count = 20_000
  for (const value of [2, count, 2, 0]) encoding.writeVarUint(encoder, value)
  for (let index = 0; index < count; index++) {
    encoding.writeUint8(encoder, 0x84)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, index % 1_000)
    encoding.writeVarString(encoder, 'a')
  }
  for (const value of [1, 1, 0, 4, 1]) encoding.writeVarUint(encoder, value)
  encoding.writeVarString(encoder, 'text')
  encoding.writeVarString(encoder, 'x'.repeat(1_000))
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

test('a snapshot made in the thread is the one that is made in place, with and without collecting', async () => {
  await using all = snapshots()
  for (const gc of [true, false]) {
    const made = await all.made.make(update, { gc })
    expect([...made]).toEqual([...makeSnapshot(update, { gc })])
  }
  expect(update.length).toBeGreaterThan(10_000)
  expect(all.messages).toEqual([])
})

test('a thread that was started before there is something to do does it', async () => {
  await using all = snapshots()
  all.made.prepare()
  all.made.prepare()
  expect((await all.made.make(update, { gc: true })).length).toBeGreaterThan(10_000)
  all.clock.advance(30_000)
  all.made.prepare()
  expect((await all.made.make(update, { gc: true })).length).toBeGreaterThan(10_000)
  expect(all.messages).toEqual([])
})

test('a filter that somebody has given is asked', async () => {
  await using all = snapshots()
  const kept = await all.made.make(update, { gc: true, gcFilter: () => false })
  const collected = await all.made.make(update, { gc: true, gcFilter: collectAll })
  expect(kept.length).toBeGreaterThan(collected.length)
})

test('a snapshot that is none is told from one that is', async () => {
  await using all = snapshots()
  const document = written()
  const stateVector = Y.encodeStateVector(document)
  const other = Y.encodeStateAsUpdate(written())
  expect(await all.made.verify({ update: Y.encodeStateAsUpdate(document), stateVector })).toBeUndefined()
  expect(await all.made.verify({ update: other, stateVector })).toContain('another state')
  expect(await all.made.verify({ update: garbage, stateVector })).toContain('cannot be read')
})

test('what Yjs cannot read fails, and the next one does not', async () => {
  await using all = snapshots()
  await expect(all.made.make(garbage, { gc: true })).rejects.toMatchObject({ code: 'SNAPSHOT_FAILED' })
  expect((await all.made.make(update, { gc: true })).length).toBeGreaterThan(10_000)
})

test('what takes too long is given up, and the event loop goes on meanwhile', async () => {
  await using all = snapshots()
  expect((await all.made.make(update, { gc: true })).length).toBeGreaterThan(10_000)
  const made = all.made.make(endless(), { gc: true })
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  all.clock.advance(20_000)
  await expect(made).rejects.toMatchObject({ code: 'SNAPSHOT_FAILED' })
  expect((await all.made.make(update, { gc: true })).length).toBeGreaterThan(10_000)
})

test('to close ends what is under way, and nothing begins any more', async () => {
  const all = snapshots()
  await all.made.make(update, { gc: true })
  const made = all.made.make(endless(), { gc: true })
  await new Promise(setImmediate)
  await Promise.all([all.made.close(), expect(made).rejects.toMatchObject({ code: 'SNAPSHOT_FAILED' })])
  await expect(all.made.make(update, { gc: true })).rejects.toMatchObject({ code: 'SNAPSHOT_FAILED' })
})
