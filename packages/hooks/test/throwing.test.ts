import { HookError, type Kind } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { oddThenables, thrownThings } from './hostile.ts'
import { expected, handlerOf, type Part } from './model.ts'
import { kinds, named, outcomeOf, payload, Rig, switches, type Handler, type Outcome, type Payload } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const policies = ['stop', 'isolate'] as const
const features = switches('trace', 'deadline').map((on) => [named(on), on] as const)

const first: Part = { id: 'first', later: false }
const last: Part = { id: 'last', later: false }

/** A point with the handler `bad` between two that behave. */
function surround(rig: Rig, kind: Kind, bad: Handler): void {
  rig.on('first', handlerOf(kind, first))
  rig.on('bad', bad)
  rig.on('last', handlerOf(kind, last))
}

/** The one failure of `bad` inside whatever the dispatch ended with. */
function failureIn(kind: Kind, error: unknown): HookError {
  expect(error).toBeInstanceOf(HookError)
  const whole = error as HookError
  if (kind !== 'parallel') return whole
  expect(whole).toMatchObject({ code: 'HOOK_FAILED_TOGETHER', hook: 'point' })
  expect(whole.cause).toBeInstanceOf(AggregateError)
  const { errors } = whole.cause as AggregateError
  expect(errors).toHaveLength(1)
  return errors[0] as HookError
}

function expectFailure(error: HookError, thrown: unknown): void {
  expect(error).toBeInstanceOf(HookError)
  expect(error).toMatchObject({ code: 'HOOK_FAILED', hook: 'point', handler: 'bad', origin: { source: 'code' } })
  expect(error.origin?.file).toMatch(/rig\.ts$/)
  expect('cause' in error).toBe(true)
  expect(Object.is(error.cause, thrown)).toBe(true)
  expect(error.message).toMatch(/^"point" failed in handler "bad" of code \(.*rig\.ts:\d+\): ./)
}

interface Case {
  readonly kind: Kind
  readonly rig: Rig
  readonly given: Payload
  readonly outcome: Outcome
  readonly thrown: unknown
}

/** An isolated handler that failed: reported once, and the rest as if it were not there. */
function expectPassedOver({ kind, rig, given, outcome, thrown }: Case): void {
  const { result, log, value, context } = expected(kind, [first, last])
  expect(outcome).toMatchObject({ ended: 'ok', result: kind === 'parallel' ? ['first', undefined, 'last'] : result })
  expect({ log: given.log, value: given.value, context: given.context }).toEqual({ log, value, context })
  expect(rig.reported).toHaveLength(1)
  expectFailure(rig.reported[0] as HookError, thrown)
}

/** A handler that failed before it did anything: nothing ran after it, but for what runs together with it. */
function expectEnded({ kind, rig, given, outcome, thrown }: Case): void {
  expect(outcome.ended).toBe('error')
  expectFailure(failureIn(kind, 'error' in outcome ? outcome.error : undefined), thrown)
  expect(rig.reported).toEqual([])
  const { log } = expected(kind, kind === 'parallel' ? [first, last] : [first])
  expect(given.log).toEqual(kind === 'around' ? ['first in'] : log)
}

const checks = { stop: expectEnded, isolate: expectPassedOver }

describe.each(kinds)('%s', (kind) => {
  describe.each(policies)('%s', (policy) => {
    describe.each(features)('%s', (_, on) => {
      test.each(Object.keys(thrownThings))('a handler throws %s', async (what) => {
        const rig = new Rig(kind, { ...on, onError: policy })
        const given = payload()
        const thrown = thrownThings[what]?.()
        surround(rig, kind, () => {
          throw thrown
        })
        const outcome = await outcomeOf(() => rig.call(given))
        expect(outcome.later).toBe(false)
        checks[policy]({ kind, rig, given, outcome, thrown })
      })

      test.each(Object.keys(thrownThings))('a handler rejects with %s', async (what) => {
        const rig = new Rig(kind, { ...on, onError: policy })
        const given = payload()
        const thrown = thrownThings[what]?.()
        surround(rig, kind, async () => {
          await Promise.resolve()
          throw thrown
        })
        const outcome = await outcomeOf(() => rig.call(given))
        expect(outcome.later).toBe(true)
        checks[policy]({ kind, rig, given, outcome, thrown })
      })

      test.each(Object.keys(oddThenables))('a handler returns a thenable that %s', async (what) => {
        const rig = new Rig(kind, { ...on, onError: policy })
        const given = payload()
        const thrown = new Error('from the thenable')
        const odd = oddThenables[what]
        surround(rig, kind, (data) => odd?.make(kind === 'merge' ? { odd: data.topic } : 'taken', thrown))
        const outcome = await outcomeOf(() => rig.call(given))
        expect(outcome.later).toBe(what !== 'has a `then` getter that throws')
        const check = odd?.fails === true ? checks[policy] : expectTaken
        check({ kind, rig, given, outcome, thrown })
      })
    })
  })
})

/** What the rule-breaking thenable resolved with first, and only that, is what the handler returned. */
function expectTaken({ kind, rig, given, outcome }: Case): void {
  const results: Record<Kind, unknown> = {
    series: undefined,
    waterfall: 'taken>last',
    bail: 'taken',
    merge: { first: true, odd: 'wanted', last: 'last' },
    parallel: ['first', 'taken', 'last'],
    around: 'first(taken)',
  }
  expect(outcome).toMatchObject({ ended: 'ok', result: results[kind], later: true })
  expect(rig.reported).toEqual([])
  const ended = given.log.filter((entry) => entry.endsWith(' out'))
  expect(ended).toEqual(kind === 'bail' || kind === 'around' ? ['first out'] : ['first out', 'last out'])
}
