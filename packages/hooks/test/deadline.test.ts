import { createHooks, HookPayload, systemClock, type HookError, type Series, type SlowHandler } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { ManualClock, turn } from './manual-clock.ts'
import { outcomeOf, type Outcome } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

type Points = { point: Series<object>; other: Series<object> }

class Bench {
  readonly clock = new ManualClock()
  readonly slow: SlowHandler[] = []
  readonly hooks = createHooks<Points>({
    clock: this.clock,
    slow: (about) => this.slow.push(about),
    report: () => {},
  })
  gate = Promise.withResolvers<void>()

  /** Attaches a handler that waits for the gate; returns how the next dispatch ends. */
  hang(more: object = {}): Promise<Outcome> {
    this.hooks.on('point', { id: 'hangs', handler: () => this.gate.promise, ...more })
    return outcomeOf(() => this.hooks.point('point').call({}))
  }

  /** Lets time pass in small steps, with everything run in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      this.clock.advance(Math.min(10, left))
      await turn()
    }
  }
}

const point = (options: object = {}): Bench => {
  const bench = new Bench()
  bench.hooks.define('point', { kind: 'series', ...options })
  return bench
}

const codeOf = (outcome: Outcome): unknown => ('error' in outcome ? (outcome.error as HookError).code : outcome.ended)

/** The sweep looks every 10 ms and counts from the first time it sees a handler. */
const precision = 20

describe('how long a handler has', () => {
  test('30 seconds by default', async () => {
    const bench = point()
    const outcome = bench.hang()
    await bench.pass(29_990)
    bench.gate.resolve()
    expect(codeOf(await outcome)).toBe('ok')
    bench.gate = Promise.withResolvers()
    const second = outcomeOf(() => bench.hooks.point('point').call({}))
    bench.clock.advance(30_000 + precision)
    expect(codeOf(await second)).toBe('HOOK_TIMEOUT')
  })

  test.each([
    ['the deadline of the point', { options: { deadline: 200 }, more: {}, limit: 200 }],
    ['its own', { options: { deadline: 200 }, more: { timeout: 500 }, limit: 500 }],
    ['its own where the point has none', { options: { deadline: 0 }, more: { timeout: 500 }, limit: 500 }],
  ])('%s', async (_, { options, more, limit }) => {
    for (const [wait, expected] of [
      [limit - precision, 'ok'],
      [limit + precision, 'HOOK_TIMEOUT'],
    ] as const) {
      const bench = point(options)
      const outcome = bench.hang(more)
      bench.clock.advance(wait)
      bench.gate.resolve()
      expect(codeOf(await outcome)).toBe(expected)
    }
  })

  test.each([
    ['the point has no deadline', { deadline: 0 }, {}],
    ['its own is 0', { deadline: 200 }, { timeout: 0 }],
    ['its own is 0 and another handler has one', { deadline: 200 }, { timeout: 0, after: 'other' }],
  ])('for ever when %s', async (_, options, more) => {
    const bench = point(options)
    bench.hooks.on('point', { id: 'other', timeout: options.deadline, handler: async () => {} })
    const outcome = bench.hang(more)
    await bench.pass(100)
    bench.clock.advance(1_000_000)
    bench.gate.resolve()
    expect(codeOf(await outcome)).toBe('ok')
    expect(bench.slow).toEqual([])
  })

  test('anew for each handler', async () => {
    const bench = point({ deadline: 200 })
    const gates = [1, 2, 3].map(() => Promise.withResolvers<void>())
    for (const gate of gates) bench.hooks.on('point', () => gate.promise)
    const outcome = outcomeOf(() => bench.hooks.point('point').call({}))
    for (const gate of gates) {
      await bench.pass(180)
      gate.resolve()
      await turn()
    }
    expect(codeOf(await outcome)).toBe('ok')
  })
})

describe('at half of its time', () => {
  test('a handler is named once, with where it came from', async () => {
    const bench = point({ deadline: 200 })
    const outcome = bench.hang()
    bench.clock.advance(100)
    expect(bench.slow).toEqual([])
    bench.clock.advance(90)
    expect(bench.slow).toEqual([
      { hook: 'point', handler: 'hangs', limit: 200, origin: expect.objectContaining({ source: 'code' }) as object },
    ])
    bench.gate.resolve()
    await outcome
  })

  test('each slow handler of one dispatch is named', async () => {
    const bench = point({ deadline: 200 })
    const gates = ['a', 'b'].map((id) => {
      const gate = Promise.withResolvers<void>()
      bench.hooks.on('point', { id, handler: () => gate.promise })
      return gate
    })
    const outcome = outcomeOf(() => bench.hooks.point('point').call({}))
    for (const gate of gates) {
      await bench.pass(150)
      gate.resolve()
      await turn()
    }
    await outcome
    expect(bench.slow.map(({ handler }) => handler)).toEqual(['a', 'b'])
  })
})

describe('time in which the process stands still', () => {
  test('is not held against handlers', async () => {
    const bench = point({ deadline: 1000 })
    const outcome = bench.hang()
    bench.clock.advance(20)
    bench.clock.stall(60_000)
    bench.clock.advance(100)
    expect(bench.slow).toEqual([])
    bench.gate.resolve()
    expect(codeOf(await outcome)).toBe('ok')
  })
})

describe('the timer', () => {
  test('runs only while something is under way, and one serves all dispatches', async () => {
    const bench = point({ deadline: 1000 })
    bench.hooks.define('other', { kind: 'series' })
    bench.hooks.on('other', () => bench.gate.promise)
    expect(bench.clock.running).toBe(0)
    const outcomes = [
      bench.hang(),
      outcomeOf(() => bench.hooks.point('other').call({})),
      outcomeOf(() => bench.hooks.point('other').call({})),
    ]
    expect(bench.clock.running).toBe(1)
    bench.gate.resolve()
    await Promise.all(outcomes)
    bench.clock.advance(precision)
    expect(bench.clock.running).toBe(0)
    bench.gate = Promise.withResolvers()
    const again = outcomeOf(() => bench.hooks.point('other').call({}))
    expect(bench.clock.running).toBe(1)
    bench.gate.resolve()
    await again
  })

  test('a dispatch that stays synchronous reads no clock and starts no timer', () => {
    const bench = point({ deadline: 1000 })
    bench.hooks.on('point', () => {})
    expect(bench.hooks.point('point').call({})).toBeUndefined()
    expect(bench.clock).toMatchObject({ reads: 0, running: 0 })
  })

  test('many dispatches under way end each at its own time', async () => {
    const bench = point({ deadline: 0 })
    const gate = Promise.withResolvers<void>()
    const ended: number[] = []
    const all = Array.from({ length: 20 }, async (_, index) => {
      const remove = bench.hooks.on('point', { id: 'x', timeout: 100 * (index + 1), handler: () => gate.promise })
      const outcome = outcomeOf(() => bench.hooks.point('point').call({}))
      remove()
      expect(codeOf(await outcome)).toBe('HOOK_TIMEOUT')
      ended.push(index)
    })
    const endedAfter: number[] = []
    for (let step = 0; step < 20; step++) {
      await bench.pass(100)
      endedAfter.push(ended.length)
    }
    await bench.pass(precision)
    // Each ends within the precision of its own deadline: at its multiple of 100 ms, or just after.
    expect(endedAfter.map((count, step) => [step, step + 1].includes(count))).toEqual(endedAfter.map(() => true))
    await Promise.all(all)
    expect(ended).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  test('the clock of the runtime goes forward and repeats until it is stopped', async () => {
    const before = systemClock.now()
    const fired = await new Promise<number>((resolve) => {
      let times = 0
      const stop = systemClock.repeat(1, () => {
        if (++times < 3) return
        stop()
        resolve(times)
      })
    })
    expect(fired).toBe(3)
    expect(systemClock.now()).toBeGreaterThan(before)
  })
})

describe('signal', () => {
  test('is the same object for whoever reads it, and aborted once', async () => {
    const bench = point({ deadline: 200 })
    const signals: AbortSignal[] = []
    let aborts = 0
    bench.hooks.on('point', (payload) => {
      const { signal } = payload as { signal: AbortSignal }
      signals.push(signal, (payload as { signal: AbortSignal }).signal)
      signal.addEventListener('abort', () => aborts++)
      return bench.gate.promise
    })
    const outcome = outcomeOf(() => bench.hooks.point('point').call({}))
    bench.clock.advance(500)
    expect(codeOf(await outcome)).toBe('HOOK_TIMEOUT')
    expect(signals[0]).toBe(signals[1])
    expect(signals[0]?.reason).toBe('error' in (await outcome) && ((await outcome) as { error: unknown }).error)
    expect(aborts).toBe(1)
  })

  test('is fresh for the handler after one that was passed over', async () => {
    const bench = point({ deadline: 200, onError: 'isolate' })
    const signals: AbortSignal[] = []
    const read = (payload: object): void => void signals.push((payload as { signal: AbortSignal }).signal)
    bench.hooks.on('point', (payload) => (read(payload), bench.gate.promise))
    bench.hooks.on('point', read)
    const outcome = outcomeOf(() => bench.hooks.point('point').call({}))
    bench.clock.advance(200 + precision)
    await outcome
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  test('a payload that brings its own, or takes none, keeps what it has', async () => {
    class Hot extends HookPayload {}
    const own = new AbortController().signal
    const bench = point({ deadline: 200 })
    bench.hooks.on('point', () => {})
    for (const payload of [{ signal: own }, Object.freeze({}), new Hot()]) {
      const before = Object.getOwnPropertyDescriptors(payload)
      await bench.hooks.point('point').call(payload)
      expect(Object.getOwnPropertyDescriptors(payload)).toEqual(before)
    }
    expect(new Hot().signal).toBeInstanceOf(AbortSignal)
  })
})
