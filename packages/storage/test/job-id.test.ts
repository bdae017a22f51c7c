import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JobIDs } from '../src/core/job-id.ts'

const latest = 2 ** 47

test('ids are UUIDs of version 7 that say when, and grow whatever the clock does', () => {
  const times = fc.array(fc.integer({ min: 0, max: latest }), { minLength: 2, maxLength: 50 })
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 40 }), (nows, repeat) => {
      const ids = new JobIDs()
      const all = nows.flatMap((now) => Array.from({ length: repeat }, () => ids.next(now)))
      for (const id of all) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(all).toEqual(all.toSorted())
      expect(new Set(all).size).toBe(all.length)
      expect(Number.parseInt(String(all[0]).replace('-', '').slice(0, 12), 16)).toBe(nows[0])
    }),
  )
})

test('ids of one millisecond of two processes do not meet, also where very many are made', () => {
  const [one, other] = [new JobIDs(), new JobIDs()]
  const all = Array.from({ length: 20_000 }, () => [one.next(1), other.next(1)]).flat()
  expect(new Set(all).size).toBe(all.length)
  const own = all.filter((_id, index) => index % 2 === 0)
  expect(own).toEqual(own.toSorted())
  expect(own.every((id) => id.startsWith('00000000-0001-7'))).toBe(true)
})
