import { HookError, type Kind } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { oddThenables, thrownThings } from './hostile.ts'
import { expected, handlerOf, type Part } from './model.ts'
import { kinds, named, outcomeOf, payload, Rig, switches, type Handler, type Outcome, type Payload } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const policies = ['stop', 'isolate'] as const
type Policy = (typeof policies)[number]
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
  readonly policy: Policy
  readonly rig: Rig
  readonly given: Payload
  readonly outcome: Outcome
  readonly thrown: unknown
}

/** A handler that failed before it did anything: the rest as if it were not there, or nothing more at all. */
function expectStopped({ kind, policy, rig, given, outcome, thrown }: Case): void {
  if (policy === 'isolate') {
    const model = expected(kind, [first, last])
    expect(outcome).toMatchObject({
      ended: 'ok',
      result: kind === 'parallel' ? ['first', undefined, 'last'] : model.result,
    })
    expect(given.log).toEqual(model.log)
    expect(given.value).toEqual(model.value)
    expect(given.context).toEqual(model.context)
    expect(rig.reported).toHaveLength(1)
    expectFailure(rig.reported[0] as HookError, thrown)
    return
  }
  if (outcome.ended === 'ok') return expect.unreachable('the dispatch did not fail')
  expectFailure(failureIn(kind, outcome.error), thrown)
  expect(rig.reported).toEqual([])
  expect(given.log).toEqual(
    kind === 'parallel'
      ? expected(kind, [first, last]).log
      : kind === 'around'
        ? ['first in']
        : ['first in', 'first out'],
  )
}

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
        expectStopped({ kind, policy, rig, given, outcome, thrown })
      })

      test.each(Object.keys(thrownThings))('a handler rejects with %s', async (what) => {
        const rig = new Rig(kind, { ...on, onError: policy })
        const given = payload()
        const thrown = thrownThings[what]?.()
        surround(rig, kind, async () => {
          await null
          throw thrown
        })
        const outcome = await outcomeOf(() => rig.call(given))
        expect(outcome.later).toBe(true)
        expectStopped({ kind, policy, rig, given, outcome, thrown })
      })

      test.each(Object.keys(oddThenables))('a handler returns a thenable that %s', async (what) => {
        const rig = new Rig(kind, { ...on, onError: policy })
        const given = payload()
        const thrown = new Error('from the thenable')
        const odd = oddThenables[what]
        surround(rig, kind, (data) => odd?.make(kind === 'merge' ? { odd: data.topic } : 'taken', thrown))
        const outcome = await outcomeOf(() => rig.call(given))
        if (odd?.fails === true) expectStopped({ kind, policy, rig, given, outcome, thrown })
        else expectTaken(kind, { rig, given, outcome })
      })
    })
  })
})

/** What the rule-breaking thenable resolved with first, and only that, is what the handler returned. */
function expectTaken(kind: Kind, { rig, given, outcome }: Pick<Case, 'rig' | 'given' | 'outcome'>): void {
  const results: Record<Kind, unknown> = {
    series: undefined,
    waterfall: 'taken>last',
    bail: 'taken',
    merge: { first: true, odd: 'wanted', last: 'last' },
    parallel: ['first', 'taken', 'last'],
    around: 'first(taken)',
  }
  const result = kind === 'merge' ? { first: true, odd: 'wanted', last: 'last' } : results[kind]
  expect(outcome).toMatchObject({ ended: 'ok', result, later: true })
  expect(rig.reported).toEqual([])
  const ended = given.log.filter((entry) => entry.endsWith(' out'))
  expect(ended).toEqual(kind === 'bail' || kind === 'around' ? ['first out'] : ['first out', 'last out'])
}
