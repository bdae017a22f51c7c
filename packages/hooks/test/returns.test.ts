import { expect, test } from 'vitest'
import { createHooks, HookError, type Waterfall } from '../src/index.ts'

interface Points {
  change: Waterfall<{ data: unknown }, 'data'>
}

const aNumber = { accepts: (value: unknown) => typeof value === 'number', expected: 'a number' }

test.each([
  { turn: 'at once', give: (value: unknown) => value },
  { turn: 'later', give: async (value: unknown) => value },
])('a value that a waterfall does not take, returned $turn, is HOOK_RETURN and reaches nobody', async ({ give }) => {
  const hooks = createHooks<Points>()
  const point = hooks.define('change', { kind: 'waterfall', key: 'data', returns: aNumber })
  const seen: unknown[] = []
  hooks.on('change', { id: 'right', handler: () => give(2) })
  hooks.on('change', { id: 'wrong', handler: () => give('three') })
  hooks.on('change', { id: 'next', handler: ({ data }) => void seen.push(data) })
  const error: unknown = await (async () => point.call({ data: 1 }))().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(HookError)
  expect(error).toMatchObject({ code: 'HOOK_RETURN', hook: 'change', handler: 'wrong' })
  expect(String(error)).toContain('a value of type string')
  expect(seen).toEqual([])
})

test('an isolated handler that returns a wrong value is reported, and the one after it sees what was', () => {
  const reported: HookError[] = []
  const hooks = createHooks<Points>({ report: (error) => reported.push(error) })
  const point = hooks.define('change', { kind: 'waterfall', key: 'data', returns: aNumber })
  hooks.on('change', { id: 'wrong', onError: 'isolate', handler: () => null })
  hooks.on('change', ({ data }) => Number(data) + 1)
  expect(point.call({ data: 1 })).toBe(2)
  expect(reported).toMatchObject([{ code: 'HOOK_RETURN', handler: 'wrong' }])
})
