import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RawClient } from '../support/raw-client.ts'
import { around, limited, outcomeOf, Scene, standard, step, type, typing } from './scene.ts'

test('by default an update has 16 MB, a document 50 MB, and 4 MB or 5,000 parts wait for what is missing', () => {
  expect(standard).toMatchObject({ update: 16_777_216, document: 52_428_800, pending: 4_194_304, pendingParts: 5_000 })
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
