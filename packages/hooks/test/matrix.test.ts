import type { Kind } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { expected, handlerOf, type Part } from './model.ts'
import { kinds, named, outcomeOf, payload, Rig, switches } from './rig.ts'

const ids = ['a', 'b', 'c']

/** 0 to 3 handlers, each in every combination of synchronous and asynchronous. */
const handlerLists: readonly (readonly Part[])[] = [0, 1, 2, 3].flatMap((count) =>
  Array.from({ length: 2 ** count }, (_, mask) =>
    ids.slice(0, count).map((id, index) => ({ id, later: (mask & (1 << index)) !== 0 })),
  ),
)

const inWords = (parts: readonly Part[]): string =>
  parts.length === 0 ? 'no handlers' : parts.map(({ id, later }) => `${later ? 'async ' : ''}${id}`).join(', ')

type On = Record<'trace' | 'deadline' | 'filter' | 'scope', boolean>

/** Attaches the handlers; with filters on each is filtered, and stands beside one that must never run. */
function rigOf(kind: Kind, parts: readonly Part[], on: On): Rig {
  const rig = new Rig(kind, on)
  const decoy = (name: string): void =>
    void rig.on(
      name,
      () => {
        throw new Error(`${name} ran`)
      },
      { filter: { topic: 'other' } },
    )
  if (on.filter) decoy('decoy')
  for (const part of parts) {
    rig.on(part.id, handlerOf(kind, part), on.filter ? { filter: { topic: ['wanted', 'also'] } } : {})
    if (on.filter) decoy(`decoy after ${part.id}`)
  }
  return rig
}

describe.each(kinds)('%s', (kind) => {
  describe.each(switches('trace', 'deadline', 'filter', 'scope').map((on) => [named(on), on] as const))(
    '%s',
    (_, on) => {
      test.each(handlerLists.map((parts) => [inWords(parts), parts] as const))('%s', async (_words, parts) => {
        const rig = rigOf(kind, parts, on)
        const given = payload()
        const model = expected(kind, parts)
        expect(rig.point.used).toBe(parts.length > 0 || on.filter)

        const outcome = await outcomeOf(() => rig.call(given))

        expect(outcome).toEqual({ ended: 'ok', result: model.result, later: model.later })
        expect(given.log).toEqual(model.log)
        expect(given).toMatchObject({ value: model.value, topic: 'wanted' })
        expect(given.context).toEqual(model.context)
        expect(Object.keys(given)).toEqual(Object.keys(payload()))
        expect('signal' in given).toBe(on.deadline && parts.length > 0)
        expect(rig.reported).toEqual([])
        expect(rig.slow).toEqual([])
        expect(rig.clock.reads > 0).toBe((on.deadline && model.later) || (on.trace && rig.records.length > 0))
        expectTrace(rig, on, model.ran)
      })
    },
  )
})

function expectTrace(rig: Rig, on: On, ran: readonly string[]): void {
  const dispatched = on.trace && ran.length > 0
  expect(rig.records).toHaveLength(dispatched || (on.trace && on.scope) ? 1 : 0)
  const [record] = rig.records
  expect(record?.name).toBe(on.trace && on.scope ? 'test' : dispatched ? 'point' : undefined)
  expect(record?.dispatches.map(({ handlers }) => handlers.map(({ handler }) => handler)) ?? []).toEqual(
    dispatched ? [ran] : [],
  )
}
