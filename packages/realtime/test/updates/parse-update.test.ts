import * as encoding from 'lib0/encoding'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RealtimeError } from '../../src/errors.ts'
import { FrameReader } from '../../src/protocol/frame-reader.ts'
import { defaultLimits } from '../../src/limits.ts'
import { parseIncoming, parseUpdate } from '../../src/updates/parse-update.ts'
import { edit, Editor } from './editing.ts'

const text = (bytes: Uint8Array): Uint8Array => Uint8Array.from([bytes.length, ...bytes])

/** Bytes that are nearly UTF-8. */
const nearlyUtf8 = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.array(fc.tuple(fc.nat(30), fc.nat(255)), { maxLength: 2 }))
  .map(([string, changes]) => {
    const bytes = new TextEncoder().encode(string)
    for (const [at, to] of changes) if (at < bytes.length) bytes[at] = to
    return bytes
  })

describe('texts that are passed over', () => {
  test('are checked and measured like texts that are decoded', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const measure = (run: () => number): number | undefined => {
      try {
        return run()
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(nearlyUtf8, (bytes) => {
        const reader = new FrameReader(text(bytes))
        expect(measure(() => reader.skipText())).toBe(measure(() => strict.decode(bytes).length))
      }),
      { numRuns: 5_000 },
    )
  })

  test.for([
    ['an overlong form', [0xc0, 0x80]],
    ['an overlong form of three', [0xe0, 0x9f, 0xbf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['more than U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a bare continuation', [0x80]],
    ['a sequence that is cut off', [0xf0, 0x9f, 0x98]],
    ['a sequence that would need the byte behind', [97, 0xc3]],
  ] as const)('%s is refused', ([, bytes]) => {
    const behind = Uint8Array.from([bytes.length, ...bytes, 0x80])
    expect(() => new FrameReader(behind).skipText()).toThrow(RangeError)
  })
})

describe('numbers', () => {
  test.for([0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 45 + 1, Number.MAX_SAFE_INTEGER])(
    '%i is read',
    (value) => {
      const bytes: number[] = []
      for (let rest = BigInt(value); bytes.length === 0 || rest > 0n; rest >>= 7n) {
        bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
      }
      const reader = new FrameReader(Uint8Array.from(bytes))
      expect([reader.uint(), reader.left]).toEqual([value, 0])
    },
  )

  test('beyond 53 bits are refused', () => {
    expect(() => new FrameReader(Uint8Array.from([...Array(7).fill(0xff), 0x1f])).uint()).toThrow(RangeError)
    expect(() => new FrameReader(Uint8Array.from([...Array(8).fill(0x80), 0])).uint()).toThrow(RangeError)
  })
})

describe('what an update consists of', () => {
  test('is what Yjs reads from it', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 40 }), fc.boolean(), (edits, gc) => {
        using editor = new Editor(2 ** 40, gc)
        for (const each of edits) editor.make(each)
        for (const bytes of [
          ...editor.updates,
          Y.encodeStateAsUpdate(editor.document),
          Y.mergeUpdates(editor.updates),
        ]) {
          const { structs, deletions } = parseUpdate(bytes)
          const expected = Y.decodeUpdate(bytes)
          const { from, to } = Y.parseUpdateMeta(bytes)
          expect(structs.map(({ client, clock }) => [client, clock])).toEqual([...from])
          expect(structs.map(({ client, end }) => [client, end])).toEqual([...to])
          expect(structs.reduce((sum, { count }) => sum + count, 0)).toBe(expected.structs.length)
          expect(deletions.map(({ client }) => client)).toEqual([...expected.ds.clients.keys()])
          const ranges = [...expected.ds.clients.values()].map((all) =>
            all.flatMap(({ clock, len }) => [clock, clock + len]),
          )
          expect(deletions.map((each) => each.ranges)).toEqual(ranges)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('deletions come out in order, joined, and once', () => {
    const update = Uint8Array.of(0, 1, 7, 5, 10, 2, 1, 3, 4, 1, 11, 4, 1, 1)
    expect(parseUpdate(update).deletions).toEqual([{ client: 7, ranges: [1, 5, 10, 15] }])
  })

  test('references to others are kept, those that an earlier one implies are not', () => {
    // Client 1, from clock 0: behind (2, 5); behind (2, 3); behind itself, before (3, 0).
    const structs = [0x84, 2, 5, 1, 97, 0x84, 2, 3, 1, 97, 0xc4, 1, 0, 3, 0, 1, 97]
    expect(parseUpdate(Uint8Array.of(1, 3, 1, 0, ...structs, 0)).structs[0]?.references).toEqual([0, 2, 5, 2, 3, 0])
  })

  test('references that reach further are kept, however many there are', () => {
    const clocks = Array.from({ length: 30 }, (_, at) => at)
    const structs = clocks.flatMap((clock) => [0x84, 2, clock, 1, 97, 0x84, 2, clock, 1, 97])
    const { references } = parseUpdate(Uint8Array.of(1, 60, 1, 0, ...structs, 0)).structs[0] ?? { references: [] }
    // The first one that is looked up instead of searched is kept twice.
    const reached = references.filter((_, at) => at % 3 === 2)
    expect([...new Set(reached)]).toEqual(clocks)
    expect(reached.length).toBeLessThan(32)
  })

  test('JSON that is nested deeper than Yjs could write is refused', () => {
    const nested = (depth: number): Uint8Array => {
      const json = '['.repeat(depth) + '"[[["' + ']'.repeat(depth)
      const bytes = new TextEncoder().encode(json)
      return Uint8Array.from([1, 1, 1, 0, 5, 1, 1, 97, (bytes.length & 127) | 128, bytes.length >> 7, ...bytes, 0])
    }
    expect(parseUpdate(nested(64)).structs).toHaveLength(1)
    expect(() => parseUpdate(nested(65))).toThrow(RealtimeError)
    expect(() => parseUpdate(nested(5_000))).toThrow(RealtimeError)
  })

  test('JSON of more than 100,000 values is refused; quotes and commas in texts are no values', () => {
    const embed = (value: unknown): Uint8Array => {
      const document = new Y.Doc()
      document.getText('text').insertEmbed(0, value as object)
      return Y.encodeStateAsUpdate(document)
    }
    const text = ',"[\\'.repeat(50_000)
    expect(parseUpdate(embed([text, text])).structs).toHaveLength(1)
    expect(parseUpdate(embed(Array.from({ length: 100_000 }, () => 0))).structs).toHaveLength(1)
    expect(() => parseUpdate(embed(Array.from({ length: 100_001 }, () => 0)))).toThrow(/too many values/)
    expect(() => parseUpdate(embed([text, ...Array.from({ length: 100_001 }, () => [])]))).toThrow(/too many values/)
  })
})

/** Letters of one client, a struct each, since each stands before the one before it. */
function tinyStructs(count: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const value of [1, count, 1, 0, 4, 1]) encoding.writeVarUint(encoder, value)
  for (const text of ['text', 'x']) encoding.writeVarString(encoder, text)
  for (let clock = 0; clock < count - 1; clock++) {
    encoding.writeUint8(encoder, 0x84)
    for (const value of [1, Math.floor(clock / 2), 1, 97]) encoding.writeVarUint(encoder, value)
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

test('an update of many parts is walked in several turns of the event loop, with the same result', async () => {
  const update = tinyStructs(200_000)
  const walking = parseIncoming(update, defaultLimits)
  expect(walking).toBeInstanceOf(Promise)
  let turns = 0
  let over = false
  const count = (): void => {
    turns++
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  const parsed = await walking
  over = true
  expect(turns).toBeGreaterThan(5)
  expect(parsed).toEqual(parseUpdate(update))
})

test('an update of many parts that is malformed at its end is refused all the same', async () => {
  const update = tinyStructs(200_000)
  await expect(parseIncoming(update.subarray(0, -1), defaultLimits)).rejects.toMatchObject({ code: 'UPDATE_MALFORMED' })
  await expect(parseIncoming(Buffer.concat([update, Uint8Array.of(0)]), defaultLimits)).rejects.toMatchObject({
    code: 'UPDATE_MALFORMED',
  })
})
