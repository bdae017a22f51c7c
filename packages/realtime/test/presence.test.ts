import { expect, test } from 'vitest'
import { Presence } from '../src/awareness/presence.ts'

const presence = (): Presence<string> => new Presence({ awarenessClients: 2, awarenessBytes: 20 })
const entry = (client: number, clock: number, state: string) => ({ client, clock, state })

test('only what is news is passed on', () => {
  const here = presence()
  expect(here.apply([entry(1, 1, '{}')], 'a')).toHaveLength(1)
  expect(here.apply([entry(1, 1, '{}')], 'a')).toHaveLength(0)
  expect(here.apply([entry(1, 0, '{"old":1}')], 'a')).toHaveLength(0)
  expect(here.apply([entry(1, 2, '{"new":1}')], 'a')).toEqual([entry(1, 2, '{"new":1}')])
})

test('a client that comes back on another connection stays when the old one goes', () => {
  const here = presence()
  here.apply([entry(1, 5, '{}')], 'old')
  here.apply([entry(1, 5, '{}')], 'new')
  expect(here.leave('old')).toEqual([])
  expect(here.entries()).toHaveLength(1)
  expect(here.leave('new')).toEqual([entry(1, 5, 'null')])
})

test('nobody can say that a client of another connection has left', () => {
  const here = presence()
  here.apply([entry(1, 5, '{}')], 'a')
  expect(here.apply([entry(1, 9, 'null')], 'b')).toEqual([])
  expect(here.entries()).toHaveLength(1)
  expect(here.apply([entry(1, 5, 'null')], 'a')).toEqual([entry(1, 5, 'null')])
  expect(here.entries()).toEqual([])
})

test('clients and bytes of a connection are bounded, and what is too much changes nothing', () => {
  const here = presence()
  here.apply([entry(1, 1, '{}'), entry(2, 1, '{}')], 'a')
  const code = expect.objectContaining({ code: 'AWARENESS_LIMIT' })
  expect(() => here.apply([entry(3, 1, '{}')], 'a')).toThrow(code)
  expect(() => here.apply([entry(1, 2, `{"a":"${'x'.repeat(20)}"}`)], 'a')).toThrow(code)
  expect(here.entries()).toEqual([entry(1, 1, '{}'), entry(2, 1, '{}')])
  here.apply([entry(1, 2, 'null'), entry(3, 1, '{}')], 'a')
  expect(here.apply([entry(1, 1, '{}')], 'b')).toHaveLength(1)
})
