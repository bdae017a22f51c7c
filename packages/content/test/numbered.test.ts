import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstFreeNumber } from '../src/operations/first-free-number.ts'
import { numbered } from '../src/operations/numbered.ts'

test.each([
  ['title', 1, '', 100, 'title'],
  ['title', 2, '', 100, 'title-2'],
  ['new-york', 12, '', 8, 'new-y-12'],
  ['new-york', 2, '', 6, 'new-2'],
  ['a', 2, '', 2, undefined],
  ['title', 1, 'Copy', 100, 'title-copy'],
  ['title', 3, 'Copy', 100, 'title-copy-3'],
  ['Title', 1, 'Copy', 100, 'Title - Copy'],
  ['Title', 3, 'Copy', 100, 'Title - Copy 3'],
  ['A long title', 2, 'Copy', 14, 'A lon - Copy 2'],
  ['ab😀', 1, 'Copy', 10, 'ab - Copy'],
])('%j with the number %i and the word %j in %i characters is %j', (...[value, number, word, longest, expected]) => {
  expect(numbered(value, number, { word, longest })).toBe(expected)
})

test('the first free number is the lowest up to 100, and otherwise one whose predecessor is taken, in few questions', async () => {
  const sets = fc.oneof(
    fc.uniqueArray(fc.integer({ min: 1, max: 110 })),
    fc.integer({ min: 0, max: 200_000 }).map((count) => Array.from({ length: count }, (_, index) => index + 1)),
    fc
      .tuple(fc.integer({ min: 100, max: 5000 }), fc.uniqueArray(fc.integer({ min: 1, max: 20_000 })))
      .map(([count, more]) => [...Array.from({ length: count }, (_, index) => index + 1), ...more]),
  )
  await fc.assert(
    fc.asyncProperty(sets, async (numbers) => {
      const taken = new Set(numbers)
      let questions = 0
      const free = await firstFreeNumber(async (asked) => {
        questions++
        expect(asked.length).toBeLessThanOrEqual(100)
        return new Set(asked.filter((number) => taken.has(number)))
      })
      expect(taken.has(free ?? 0)).toBe(false)
      expect(free === 1 || taken.has((free ?? 0) - 1)).toBe(true)
      const lowest = Array.from({ length: 100 }, (_, index) => index + 1).find((number) => !taken.has(number))
      expect(lowest ?? free).toBe(free)
      expect(questions).toBeLessThanOrEqual(8)
    }),
    { numRuns: 60 },
  )
})

test('when everything is taken there is no free number', async () => {
  expect(await firstFreeNumber(async (asked) => new Set(asked))).toBe(undefined)
})
