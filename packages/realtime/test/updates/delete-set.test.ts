import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeleteSet } from '../../src/updates/delete-set.ts'
import { normalise } from '../../src/updates/ranges.ts'

const range = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 8 })).map(([start, length]) => [start, start + length])
const few = fc.array(range, { minLength: 1, maxLength: 3 })
const many = fc.array(range, { minLength: 20, maxLength: 40 })
const ranges = fc.oneof(few, many).map((all) => normalise(all.flat()))

/** Every clock within. */
function clocks(pairs: readonly number[]): number[] {
  const all: number[] = []
  for (let at = 0; at < pairs.length; at += 2) {
    for (let clock = Number(pairs[at]); clock < Number(pairs[at + 1]); clock++) all.push(clock)
  }
  return all
}

test('a delete set has what was added, in normal form, and tells what is missing', () => {
  fc.assert(
    fc.property(fc.array(ranges, { minLength: 1, maxLength: 12 }), (additions) => {
      const set = new DeleteSet()
      const model = new Set<number>()
      for (const each of additions) {
        const missing = set.missing({ client: 1, ranges: each })
        const isNew = clocks(each).filter((clock) => !model.has(clock))
        expect(clocks(missing)).toEqual(isNew)
        expect(missing === each).toBe(isNew.length === clocks(each).length)
        set.add({ client: 1, ranges: each })
        for (const clock of clocks(each)) model.add(clock)
        const kept = set.list()[0]?.ranges ?? []
        expect(clocks(kept)).toEqual([...model].toSorted((left, right) => left - right))
        expect(normalise(kept)).toBe(kept)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('clients are written in descending order, and the bytes are kept until something is added', () => {
  const set = new DeleteSet()
  expect([set.isEmpty, set.encode()]).toEqual([true, Uint8Array.of(0)])
  set.add({ client: 1, ranges: [5, 6] })
  set.add({ client: 300, ranges: [0, 200, 300, 301] })
  set.add({ client: 2, ranges: [] })
  const encoded = set.encode()
  expect(encoded).toEqual(Uint8Array.of(2, 172, 2, 2, 0, 200, 1, 172, 2, 1, 1, 1, 5, 1))
  expect(set.encode()).toBe(encoded)
  set.add({ client: 1, ranges: [6, 7] })
  expect(set.encode()).not.toBe(encoded)
})
