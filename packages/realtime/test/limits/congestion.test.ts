import { expect, test } from 'vitest'
import { GatedJournal } from '../support/gated-journal.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { Client } from '../support/provider.ts'
import { limited, outcomeOf, Scene, step, type, typing } from './scene.ts'

const metrics = (scene: Scene) => scene.server.hocuspocus.metrics()

test('a document whose journal does not keep up is not read; others are, and nothing is lost', async () => {
  await using journal = await GatedJournal.open()
  await using scene = await Scene.open({ ...limited({ inbound: 5_000 }), journal }, 'other')
  using client = await scene.client()
  using reader = new Client('doc', { url: scene.server.url })
  await reader.whenSynced()
  journal.shut()
  const letters = (index: number): Uint8Array => typing(7, 'x'.repeat(1_000), index * 1_000)
  client.send('doc', type.sync, step.update, letters(0))
  await journal.arrival()
  expect(metrics(scene).pausedSockets).toBe(0)
  for (let index = 1; index < 1_000; index++) client.send('doc', type.sync, step.update, letters(index))
  await journal.arrival(2)
  while (metrics(scene).pausedSockets < 2) await new Promise((resolve) => setImmediate(resolve))
  const { unsavedBytes, messages } = metrics(scene)
  expect(unsavedBytes).toBeGreaterThan(5_000)
  // A chunk of the network is handled as a whole.
  expect(messages).toBeLessThan(500)
  using late = await scene.stranger()
  late.token('doc')
  while (metrics(scene).pausedSockets < 3) await new Promise((resolve) => setImmediate(resolve))
  journal.release()
  await scene.unharmed()
  expect(await outcomeOf(client)).toBe('taken')
  for (let index = 0; index < 1_000; index++) await client.next(type.status)
  await reader.reads('x'.repeat(1_000_000))
  expect(metrics(scene)).toMatchObject({ pausedSockets: 0, unsavedBytes: 0, acknowledged: expect.any(Number) })
  expect(await outcomeOf(late)).toBe('taken')
})

test.for<[number, boolean]>([
  [999, true],
  [1_000, true],
  [1_001, false],
  [1_000_000, false],
])('with %i of 1,000 bytes not on disk: the socket is read is %s', async ([bytes, reads]) => {
  await using journal = await GatedJournal.open()
  await using scene = await Scene.open({ ...limited({ inbound: 1_000 }), journal }, 'other')
  using client = await scene.client()
  journal.shut()
  const overhead = typing(7, 'x'.repeat(bytes)).length - bytes
  const update = typing(7, 'x'.repeat(bytes - overhead))
  client.send('doc', type.sync, step.update, update)
  await journal.arrival()
  expect(metrics(scene)).toMatchObject({ unsavedBytes: update.length, pausedSockets: reads ? 0 : 1 })
  expect(update.length > 1_000).toBe(!reads)
  journal.release()
  await client.next(type.status)
  expect(metrics(scene)).toMatchObject({ unsavedBytes: 0, pausedSockets: 0, pauses: reads ? 0 : 1 })
  await scene.unharmed()
})

test('a journal that fails for long stops the reading, and a socket that is not read does not count as lost', async () => {
  const clock = new ManualClock()
  await using journal = await GatedJournal.open()
  await using scene = await Scene.open({ ...limited({ inbound: 1_000 }), journal, clock }, 'other')
  using client = await scene.client()
  journal.break(new Error('the disk is full'))
  client.send('doc', type.sync, step.update, typing(7, 'x'.repeat(2_000)))
  await client.next(type.status)
  expect(metrics(scene)).toMatchObject({ pausedSockets: 1, declined: 1 })
  client.send('doc', type.sync, step.update, typing(7, 'y', 2_000))
  for (let beat = 0; beat < 6; beat++) {
    const { messages } = metrics(scene)
    clock.advance(20_000)
    // The good clients answer; else they would count as lost.
    while (metrics(scene).messages < messages + 2) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(metrics(scene)).toMatchObject({ sockets: 3, pausedSockets: 1, refused: {} })
  journal.release()
  clock.advance(10_000)
  await client.next(type.status)
  expect(metrics(scene)).toMatchObject({ pausedSockets: 0, unsavedBytes: 0 })
  expect((await journal.load('doc')).updates.length).toBeGreaterThan(0)
})
