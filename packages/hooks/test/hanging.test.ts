import { HookError, type Kind } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { turn } from './manual-clock.ts'
import { expected, handlerOf } from './model.ts'
import { kinds, limit, outcomeOf, payload, Rig, type Handler } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const first = { id: 'first', later: false }
const last = { id: 'last', later: false }

const policies = ['stop', 'isolate'] as const
const traced = [false, true] as const

/** What a handler may still do after its deadline; none of it may have an effect. */
const afterwards: Record<string, (gate: PromiseWithResolvers<unknown>) => void> = {
  'never settles': () => {},
  'resolves afterwards': (gate) => gate.resolve({ late: true }),
  'resolves afterwards with a promise that rejects': (gate) => gate.resolve(Promise.reject(new Error('late'))),
  'rejects afterwards': (gate) => gate.reject(new Error('late')),
}

/** The log of a dispatch whose handler `bad` hangs, when it has ended. */
const logs: Record<(typeof policies)[number], (kind: Kind) => readonly string[]> = {
  stop: (kind) =>
    kind === 'around' ? ['first in'] : expected(kind, kind === 'parallel' ? [first, last] : [first]).log,
  isolate: (kind) => expected(kind, [first, last]).log,
}

function timeoutIn(kind: Kind, error: unknown): HookError {
  const [only] = kind === 'parallel' ? ((error as HookError).cause as AggregateError).errors : [error]
  return only as HookError
}

describe.each(kinds)('%s', (kind) => {
  describe.each(policies)('%s', (policy) => {
    describe.each(traced)('trace %s', (trace) => {
      test.each(Object.keys(afterwards))('a handler that %s ends in HOOK_TIMEOUT at its deadline', async (how) => {
        const rig = new Rig(kind, { deadline: true, trace, onError: policy })
        const given = payload()
        const gate = Promise.withResolvers<unknown>()
        rig.on('first', handlerOf(kind, first))
        rig.on('bad', () => gate.promise)
        rig.on('last', handlerOf(kind, last))
        const outcome = outcomeOf(() => rig.call(given))

        rig.clock.advance(limit)
        await turn()
        expect(rig.reported).toEqual([])
        rig.clock.advance(20)
        const ended = await outcome
        expect(ended).toMatchObject({ ended: policy === 'stop' ? 'error' : 'ok', later: true })

        const [error] = policy === 'stop' ? [timeoutIn(kind, 'error' in ended && ended.error)] : rig.reported
        expect(error).toBeInstanceOf(HookError)
        expect(error).toMatchObject({ code: 'HOOK_TIMEOUT', hook: 'point', handler: 'bad', origin: { source: 'code' } })
        expect(error?.message).toMatch(/^"point" gave up on handler "bad" of code \(.*\) after 1000 ms$/)
        expect(given.log).toEqual(logs[policy](kind))
        expect(rig.slow).toMatchObject([{ hook: 'point', handler: 'bad', limit }])

        const [value, context, log, reports] = [given.value, { ...given.context }, [...given.log], rig.reported.length]
        const records = structuredClone(rig.records)
        afterwards[how]?.(gate)
        await turn()
        rig.clock.advance(limit * 2)
        await turn()
        expect({ value: given.value, context: given.context, log: given.log }).toEqual({ value, context, log })
        expect(rig.reported).toHaveLength(reports)
        expect(rig.slow).toHaveLength(1)
        expect(rig.records).toEqual(records)
        expect(rig.clock.running).toBe(0)
      })
    })

    test('`signal` is aborted with the error, and made only for a handler that reads it', async () => {
      for (const reads of [false, true]) {
        const rig = new Rig(kind, { deadline: true, onError: policy })
        const given = payload()
        const signals: (AbortSignal | undefined)[] = []
        const hang: Handler = (data) => {
          if (reads) signals.push(data.signal)
          return new Promise(() => {})
        }
        rig.on('bad', hang)
        const made = await countControllers(async () => {
          const outcome = outcomeOf(() => rig.call(given))
          expect(signals.map((signal) => signal?.aborted)).toEqual(reads ? [false] : [])
          rig.clock.advance(limit + 20)
          await outcome
        })
        expect(made).toBe(reads ? 1 : 0)
        expect(signals.map((signal) => (signal?.reason as HookError | undefined)?.code)).toEqual(
          reads ? ['HOOK_TIMEOUT'] : [],
        )
      }
    })
  })
})

/** Counts the `AbortController`s that are made while `work` runs. */
async function countControllers(work: () => Promise<void>): Promise<number> {
  const Original = globalThis.AbortController
  let made = 0
  globalThis.AbortController = class extends Original {
    constructor() {
      super()
      made++
    }
  }
  try {
    await work()
  } finally {
    globalThis.AbortController = Original
  }
  return made
}
