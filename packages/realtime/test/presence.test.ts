import { expect, test } from 'vitest'
import { Presence } from '../src/awareness/presence.ts'

const presence = (): Presence<string> => new Presence({ awarenessClients: 2, awarenessBytes: 20 })
const entry = (client: number, clock: number, state: string) => ({ client, clock, state })
const nothing = { added: [], updated: [], removed: [] }
const a = { owner: 'a', now: 0 }
const b = { owner: 'b', now: 0 }

test('only what is news is passed on', () => {
  const here = presence()
  expect(here.apply([entry(1, 1, '{}')], a)).toEqual({ ...nothing, added: [1] })
  expect(here.apply([entry(1, 1, '{}')], a)).toEqual(nothing)
  expect(here.apply([entry(1, 0, '{"old":1}')], a)).toEqual(nothing)
  expect(here.apply([entry(1, 2, '{"new":1}')], a)).toEqual({ ...nothing, updated: [1] })
  expect(here.entries()).toEqual([entry(1, 2, '{"new":1}')])
})

test('the first statement of a client, at clock 0, is taken in by nobody', () => {
  expect(presence().apply([entry(1, 0, '{}')], a)).toEqual(nothing)
})

test('a client that comes back on another connection stays when the old one goes', () => {
  const here = presence()
  here.apply([entry(1, 5, '{}')], a)
  here.inherit(1, 'b')
  expect(here.leave('a', 0)).toEqual(nothing)
  expect([...here.clientsOf('b')]).toEqual([1])
  expect(here.leave('b', 0)).toEqual({ ...nothing, removed: [1] })
})

test('an old statement does not bring back a client that has left, until it is forgotten', () => {
  const here = presence()
  here.apply([entry(1, 5, '{}')], a)
  here.leave('a', 0)
  expect(here.entries([1])).toEqual([entry(1, 5, 'null')])
  expect(here.apply([entry(1, 5, '{}')], b)).toEqual(nothing)
  here.expire(30_001)
  expect(here.apply([entry(1, 5, '{}')], b)).toEqual({ ...nothing, added: [1] })
})

test('a client without a connection leaves when it is silent for 30 seconds', () => {
  const here = presence()
  here.apply([entry(1, 5, '{}'), entry(2, 5, '{}')], { now: 0 })
  here.apply([entry(2, 6, '{}')], { now: 20_000 })
  expect(here.expire(30_001)).toEqual({ ...nothing, removed: [1] })
})

test('clients and bytes of a connection are bounded, and what is too much changes nothing', () => {
  const here = presence()
  here.apply([entry(1, 1, '{}'), entry(2, 1, '{}')], a)
  const code = expect.objectContaining({ code: 'AWARENESS_LIMIT' })
  expect(() => here.apply([entry(3, 1, '{}')], a)).toThrow(code)
  expect(() => here.apply([entry(1, 2, `{"a":"${'x'.repeat(20)}"}`)], a)).toThrow(code)
  expect(here.entries()).toEqual([entry(1, 1, '{}'), entry(2, 1, '{}')])
  here.apply([entry(1, 2, 'null'), entry(3, 1, '{}')], a)
  expect(here.apply([entry(1, 3, '{}')], b)).toEqual({ ...nothing, added: [1] })
})
