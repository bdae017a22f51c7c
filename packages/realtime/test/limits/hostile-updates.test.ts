import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { limited, outcomeOf, Scene, step, type, typing } from './scene.ts'

/** Numbers in lib0's variable length, one after the other. */
function numbers(...values: number[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const value of values) encoding.writeVarUint(encoder, value)
  return encoding.toUint8Array(encoder)
}

const counts = [1e3, 1e6, 33e6, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53 - 1]

/** Declares more than it holds. */
const bombs: [string, (count: number) => Uint8Array][] = [
  ['clients', (count) => numbers(count, 1, 7, 0)],
  ['structs', (count) => numbers(1, count, 7, 0, 0, 1)],
  ['bytes of a text', (count) => numbers(1, 1, 7, 0, 4, 1, 1, 97, count, 97)],
  ['values', (count) => numbers(1, 1, 7, 0, 8, 1, 1, 97, count, 126)],
  ['clients that delete', (count) => numbers(0, count, 7, 1, 0, 1)],
  ['deletions', (count) => numbers(0, 1, 7, count, 0, 1)],
]

const v2 = (): Uint8Array => {
  const document = new Y.Doc()
  document.getText('text').insert(0, 'abc')
  return Y.encodeStateAsUpdateV2(document)
}

/** Updates in the V2 encoding, on which a thread of Yjs hangs or runs out of memory. (yjs#687) */
const inV2: [string, Uint8Array][] = [
  ['a document in V2', v2()],
  ['a V2 run without end', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  [
    '27 bytes',
    Uint8Array.of(0, 0, 2, 0xbf, 0x7f, 0, 0, 0, 1, 0, 2, 0x80, 1, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 7, 0, 0, 0),
  ],
  ['a V2 header alone', new Uint8Array(11)],
]

const hostile: [string, Uint8Array][] = [
  ...bombs.flatMap(([what, make]) => counts.map((count): [string, Uint8Array] => [`${count} ${what}`, make(count)])),
  ...inV2,
]

test('updates that declare more than they hold, or are in V2, are refused at once, and nothing is applied', async () => {
  await using scene = await Scene.open(limited({ socketsPerAddress: 1_000 }))
  const document = scene.server.hocuspocus.documents.get('doc')
  const before = document?.content.stateVector()
  for (const kind of [step.two, step.update]) {
    for (const [what, update] of hostile) {
      using client = await scene.client()
      client.send('doc', type.sync, kind, update)
      const outcome = await outcomeOf(client)
      expect([what, outcome]).toMatchObject([what, { code: 4205, reason: expect.stringContaining('malformed') }])
    }
  }
  expect(scene.refused('UPDATE_MALFORMED')).toBe(2 * hostile.length)
  expect(document?.content.stateVector()).toEqual(before)
  await scene.unharmed()
})

test('counts in state vectors and presence are checked likewise', async () => {
  await using scene = await Scene.open(limited({ socketsPerAddress: 1_000 }))
  for (const count of counts) {
    for (const [name, send] of [
      ['state vector', [type.sync, step.one, numbers(count, 7, 1)]],
      ['awareness', [type.awareness, numbers(count, 7, 1)]],
    ] as const) {
      using client = await scene.client()
      client.send('doc', ...send)
      const outcome = await outcomeOf(client)
      expect(outcome).toMatchObject({ code: 4205, reason: expect.stringContaining(name) })
    }
  }
  await scene.unharmed()
})

test('a flood of changes that build on something missing stays within its bound, and the document opens as ever', async () => {
  await using scene = await Scene.open(limited({ pendingParts: 200 }))
  for (let attempt = 0; attempt < 5; attempt++) {
    using client = await scene.client()
    for (let index = 0; index < 1_000; index++)
      client.send('doc', type.sync, step.update, typing(1_000 + index, 'x', 1))
    const outcome = await outcomeOf(client)
    expect(outcome).toMatchObject({ code: 4205 })
  }
  expect(scene.server.hocuspocus.documents.get('doc')?.content.pending).toBeLessThan(20_000)
  await scene.unharmed()
})
