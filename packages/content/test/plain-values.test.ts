import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { copyPlain } from '../src/documents/copy-plain.ts'
import { isSame } from '../src/documents/is-same.ts'

const few = fc.constantFrom(null, 1, '1', '', [], {}, [null], { a: null }, { b: null }, { a: 1, b: 2 }, { b: 2, a: 1 })
const values = fc
  .oneof(fc.jsonValue(), few, fc.array(few, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', '__proto__'), few))
  // As JSON gives it: `__proto__` may be a key, and there is no -0.
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)

test('a copy is equal, and whoever changes it leaves the original as it was', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = JSON.stringify(value)
      const copy = copyPlain(value)
      expect(isDeepStrictEqual(copy, JSON.parse(text))).toBe(true)
      spoil(copy)
      expect(JSON.stringify(value)).toBe(text)
    }),
  )
})

test('what is no plain object or list is the same thing in both', () => {
  const [date, set] = [new Date(), new Set()]
  expect(copyPlain({ list: [date, set] }).list).toEqual([date, set])
  expect(copyPlain([date])[0]).toBe(date)
})

test('values are the same if and only if they are deeply equal', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      expect(isSame(one, other)).toBe(isDeepStrictEqual(one, other))
      expect(isSame(one, JSON.parse(JSON.stringify(one)))).toBe(true)
      expect(isSame({ in: [one, 1] }, { in: [other, 1] })).toBe(isDeepStrictEqual(one, other))
    }),
    { numRuns: 500 },
  )
  expect(isSame(new Date(0), new Date(0))).toBe(true)
  expect(isSame(new Date(0), new Date(1))).toBe(false)
  expect(isSame({ a: undefined }, {})).toBe(false)
})

/** Changes everything in a value, as deep as it goes. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const entries = value as Record<string, unknown>
  for (const key of Object.keys(entries)) {
    spoil(entries[key])
    delete entries[key]
  }
  Object.assign(entries, { spoiled: true })
}
