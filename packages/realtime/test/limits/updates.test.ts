import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RawClient } from '../support/raw-client.ts'
import { around, limited, outcomeOf, Scene, standard, step, type, typing } from './scene.ts'

test('by default an update has 16 MB, a document 50 MB, and 4 MB or 5,000 parts wait for what is missing', () => {
  expect(standard).toMatchObject({ update: 16_777_216, document: 52_428_800, pending: 4_194_304, pendingParts: 5_000 })
  expect(standard).toMatchObject({ documentClients: 40_000, documentRanges: 400_000 })
})

/** An update of exactly this many bytes. */
function updateOf(bytes: number, client = 7, clock = 0): Uint8Array {
  for (let length = bytes; length > 0; length--) {
    const update = typing(client, 'x'.repeat(length), clock)
    if (update.length === bytes) return update
    length -= Math.max(0, update.length - bytes - 1)
  }
  throw new RangeError(`there is no such update of ${bytes} bytes`)
}

async function applied(client: RawClient): Promise<boolean> {
  return decoding.readVarUint((await client.next(type.status)).rest) === 1
}

const contentOf = (scene: Scene): Y.Doc | undefined => scene.server.hocuspocus.documents.get('doc')

test.for(around(1_000))('an update of %i bytes: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited({ update: 1_000 }))
  using client = await scene.client()
  client.send('doc', type.sync, step.update, updateOf(bytes))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['UPDATE_SIZE', 4205])
  expect(passes && (await applied(client))).toBe(passes)
  expect(contentOf(scene)?.getText('text').length).toBe(passes ? bytes - overhead : 0)
})

/** Bytes of an update that are not its text. */
const overhead = 1_000 - Y.decodeUpdate(updateOf(1_000)).structs.reduce((sum, { length }) => sum + length, 0)

test.for(around(2_000))('a document that would have %i bytes: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited({ document: 2_000 }), 'other')
  using client = await scene.client()
  client.send('doc', type.sync, step.update, updateOf(1_000))
  expect(await applied(client)).toBe(true)
  const { content } = scene.server.hocuspocus.documents.get('doc') ?? {}
  const before = content?.size ?? 0
  client.send('doc', type.sync, step.update, updateOf(bytes - before, 8))
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['DOCUMENT_SIZE', 4205])
  expect(passes && (await applied(client))).toBe(passes)
  expect((content?.size ?? before) > before).toBe(passes)
})

test('what a full document has may be sent again', async () => {
  const update = updateOf(1_000)
  await using scene = await Scene.open(limited({ document: 1_000 }), 'other')
  using client = await scene.client()
  for (let round = 0; round < 3; round++) {
    client.send('doc', type.sync, step.two, update)
    expect(await applied(client)).toBe(true)
  }
  client.send('doc', type.sync, step.update, typing(8, 'x'.repeat(100)))
  await scene.expectRefused(await outcomeOf(client), 'DOCUMENT_SIZE', 4205)
})

test.for(around(1_000))('%i bytes that build on something missing: let through is %s', async ([bytes, passes]) => {
  await using scene = await Scene.open(limited({ pending: 1_000 }))
  using client = await scene.client()
  client.send('doc', type.sync, step.update, updateOf(bytes, 7, 5))
  const outcome = await outcomeOf(client)
  if (!passes) {
    await scene.expectRefused(outcome, 'DOCUMENT_PENDING', 4205)
    return
  }
  expect(outcome).toBe('taken')
  expect(await applied(client)).toBe(true)
  await scene.unharmed()
  client.send('doc', type.sync, step.update, typing(7, '-----'))
  expect(await applied(client)).toBe(true)
  await scene.good.until(() => scene.good.text.length > 900)
})

/** Letters of one person that build on a first one that is missing, each typed before the one before it. */
function dangling(parts: number): Uint8Array[] {
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index <= parts; index++) document.getText('text').insert(0, 'x')
  return updates.slice(1)
}

test.for(around(20))('%i parts that build on something missing: let through is %s', async ([parts, passes]) => {
  await using scene = await Scene.open(limited({ pendingParts: 20 }))
  using client = await scene.client()
  for (const update of dangling(parts)) client.send('doc', type.sync, step.update, update)
  const outcome = await outcomeOf(client)
  await scene.expectOutcome(outcome, passes ? 'taken' : ['DOCUMENT_PENDING', 4205])
  await scene.unharmed()
})

/** An update in which each of so many clients has written a letter. */
function ofClients(count: number, first = 10): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, count)
  for (let client = first + count - 1; client >= first; client--) {
    for (const value of [1, client, 0, 4, 1]) encoding.writeVarUint(encoder, value)
    encoding.writeVarString(encoder, 'text')
    encoding.writeVarString(encoder, 'x')
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

test.for(around(50))('a document of %i clients: let through is %s', async ([clients, passes]) => {
  await using scene = await Scene.open(limited({ documentClients: 50 }), 'other')
  using _reader = await scene.client()
  using client = await scene.client()
  client.send('doc', type.sync, step.update, ofClients(Math.min(clients, 10)))
  expect(await applied(client)).toBe(true)
  client.send('doc', type.sync, step.two, ofClients(clients - 10, 100))
  await scene.expectOutcome(await outcomeOf(client), passes ? 'taken' : ['DOCUMENT_PARTS', 4205])
  expect(contentOf(scene)?.getText('text').length ?? 0).toBe(passes ? clients : 10)
})

test('a document of too many clients goes on with those it has', async () => {
  await using scene = await Scene.open(limited({ documentClients: 50 }), 'other')
  using _reader = await scene.client()
  using client = await scene.client()
  client.send('doc', type.sync, step.update, ofClients(50))
  expect(await applied(client)).toBe(true)
  client.send('doc', type.sync, step.two, Y.mergeUpdates([ofClients(50), typing(10, 'y', 1)]))
  expect(await applied(client)).toBe(true)
  expect(contentOf(scene)?.getText('text').length).toBe(51)
})

test('a state vector names twice as many clients at most', async () => {
  await using scene = await Scene.open(limited({ documentClients: 50 }))
  const naming = (clients: number): Uint8Array =>
    Uint8Array.of(clients, ...Array.from({ length: clients }, (_, index) => [index, 1]).flat())
  using client = await scene.client()
  client.send('doc', type.sync, step.one, naming(100))
  expect(await outcomeOf(client)).toBe('taken')
  client.send('doc', type.sync, step.one, naming(101))
  await scene.expectRefused(await outcomeOf(client), 'STATE_VECTOR_MALFORMED', 4205)
})

/** Deletes every other letter that client 7 has written. */
function gaps(count: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const value of [0, 1, 7, count]) encoding.writeVarUint(encoder, value)
  for (let index = 0; index < count; index++) {
    encoding.writeVarUint(encoder, 2 * index)
    encoding.writeVarUint(encoder, 1)
  }
  return encoding.toUint8Array(encoder)
}

test.for(around(100))('%i deleted ranges: let through is %s', async ([ranges, passes]) => {
  await using scene = await Scene.open(limited({ documentRanges: 100 }), 'other')
  using _reader = await scene.client()
  using client = await scene.client()
  client.send('doc', type.sync, step.update, typing(7, 'x'.repeat(2 * ranges)))
  expect(await applied(client)).toBe(true)
  client.send('doc', type.sync, step.update, gaps(ranges))
  await scene.expectOutcome(await outcomeOf(client), passes ? 'taken' : ['DOCUMENT_PARTS', 4205])
  expect(contentOf(scene)?.getText('text').length).toBe(passes ? ranges : 2 * ranges)
})
