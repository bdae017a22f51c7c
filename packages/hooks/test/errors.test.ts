import { AsyncLocalStorage } from 'node:async_hooks'
import {
  createHooks,
  describeThrown,
  HookError,
  hookErrors,
  rootCause,
  type Around,
  type HookErrorCode,
  type Hooks,
  type Parallel,
  type Series,
  type Waterfall,
} from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { thrownThings } from './hostile.ts'
import { ManualClock } from './manual-clock.ts'
import { kinds, outcomeOf, payload, Rig } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

interface Points {
  series: Series<object>
  change: Waterfall<{ data: unknown }, 'data'>
  together: Parallel<object>
  wrap: Around<object, unknown>
}

function engine(clock = new ManualClock()): Hooks<Points> {
  const hooks = createHooks<Points>({ clock, scope: new AsyncLocalStorage(), report: () => {}, slow: () => {} })
  hooks.define('series', { kind: 'series', deadline: 100 })
  hooks.define('change', { kind: 'waterfall', key: 'data' })
  hooks.define('together', { kind: 'parallel' })
  hooks.define('wrap', { kind: 'around' })
  return hooks
}

const fail = (): never => {
  throw new Error('refused')
}

/** A payload whose owner checks what handlers put into it, as the content pipeline does. */
function guarded(): { data: unknown } {
  return {
    get data(): unknown {
      return {}
    },
    set data(_value: unknown) {
      throw new HookError('HOOK_RETURN', 'returned a text', { hook: 'change', handler: 'wrong' })
    },
  }
}

/** One way to each code of the catalogue. A new code without a way does not compile. */
const ways: Record<HookErrorCode, (hooks: Hooks<Points>, clock: ManualClock) => unknown> = {
  HOOK_FAILED: (hooks) => (hooks.on('series', fail), hooks.point('series').call({})),
  HOOK_FAILED_TOGETHER: (hooks) => (hooks.on('together', fail), hooks.point('together').call({})),
  HOOK_TIMEOUT: (hooks, clock) => {
    hooks.on('series', () => new Promise(() => {}))
    const result = hooks.point('series').call({})
    clock.advance(200)
    return result
  },
  HOOK_LOOP: (hooks) => {
    const nest = (): unknown => hooks.operation({ name: 'again' }, nest)
    return nest()
  },
  HOOK_RETURN: (hooks) => {
    hooks.on('change', { id: 'wrong', handler: () => 'a text' })
    return hooks.point('change').call(guarded())
  },
  HOOK_NEXT_TWICE: (hooks) => (hooks.on('wrap', (_, next) => (next(), next())), hooks.point('wrap').call({}, () => 1)),
  HOOK_NEXT_LATE: (hooks) => {
    let late: (() => unknown) | undefined
    hooks.on('wrap', (_, next) => void (late = next))
    void hooks.point('wrap').call({}, () => 1)
    return late?.()
  },
  HOOK_UNKNOWN_POINT: (hooks) => hooks.point('serious' as 'series'),
  HOOK_DEFINED_TWICE: (hooks) => hooks.define('wrap', { kind: 'around', deadline: 1 }),
  HOOK_HANDLER_SHAPE: (hooks) => hooks.on('series', 'x' as unknown as () => void),
  HOOK_ORDER_CYCLE: (hooks) => hooks.on('series', { id: 'x', before: 'x', handler: () => {} }),
  HOOK_ORDER_UNKNOWN: (hooks) => hooks.on('series', { before: 'x', handler: () => {} }),
  HOOK_VIEW_ENDED: (hooks) => hooks.swap([hooks]),
  HOOK_BACKGROUND_REFUSED: () => {
    const hooks = createHooks<Points>({ background: () => {} })
    hooks.define('change', { kind: 'waterfall', key: 'data', background: false })
    hooks.on('change', { mode: 'background', handler: () => {} })
  },
  HOOK_BACKGROUND_ID: () => {
    const hooks = createHooks<Points>({ background: () => {} })
    hooks.define('series', { kind: 'series' })
    for (let n = 0; n < 2; n++) hooks.on('series', { mode: 'background', handler: () => {} })
  },
  HOOK_NO_BACKGROUND: (hooks) => hooks.on('series', { mode: 'background', handler: () => {} }),
  HOOK_UNKNOWN_HANDLER: (hooks) => hooks.runBackground({ name: 'series', id: 'x' }, {}),
}

describe('the catalogue', () => {
  test.each(Object.keys(hookErrors) as HookErrorCode[])('%s is given, with its hint', async (code) => {
    const clock = new ManualClock()
    const outcome = await outcomeOf(() => ways[code](engine(clock), clock))
    const error = 'error' in outcome ? outcome.error : undefined
    expect(error).toBeInstanceOf(HookError)
    expect(error).toMatchObject({ name: 'HookError', code, hint: hookErrors[code].hint })
    expect((error as HookError).message).not.toBe('')
    expect((error as HookError).hook).not.toBe('')
  })

  test('a hint ends as a sentence and says more than the code', () => {
    for (const { hint } of Object.values(hookErrors)) expect(hint).toMatch(/^[A-Z].{20,}\.$/)
  })
})

describe('a HookError', () => {
  test('has a cause only if something was thrown, be it undefined', () => {
    expect('cause' in new HookError('HOOK_FAILED', 'm', { hook: 'h', cause: undefined })).toBe(true)
    expect('cause' in new HookError('HOOK_TIMEOUT', 'm', { hook: 'h' })).toBe(false)
  })

  test('of a point within a handler of another point is the cause of that one’s', () => {
    const hooks = engine()
    const refused = new Error('refused')
    hooks.on('series', {
      id: 'inner',
      handler: () => {
        throw refused
      },
    })
    hooks.on('change', { id: 'outer', handler: () => hooks.point('series').call({}) })
    const call = (): unknown => hooks.point('change').call({ data: 1 })
    const inner = expect.objectContaining({
      code: 'HOOK_FAILED',
      hook: 'series',
      handler: 'inner',
      cause: refused,
    }) as Error
    expect(call).toThrow(
      expect.objectContaining({ code: 'HOOK_FAILED', hook: 'change', handler: 'outer', cause: inner }) as Error,
    )
    expect(call).toThrow(
      /^"change" failed in handler "outer" of .*: "series" failed in handler "inner" of .*: refused$/,
    )
  })

  test('of a timeout within a handler of another point keeps its code as the cause', async () => {
    const clock = new ManualClock()
    const hooks = engine(clock)
    hooks.on('series', { id: 'hangs', handler: () => new Promise(() => {}) })
    hooks.on('change', { id: 'outer', handler: () => hooks.point('series').call({}) })
    const outcome = outcomeOf(() => hooks.point('change').call({ data: 1 }))
    clock.advance(200)
    const cause = expect.objectContaining({ code: 'HOOK_TIMEOUT', hook: 'series', handler: 'hangs' }) as Error
    expect(await outcome).toMatchObject({ error: { code: 'HOOK_FAILED', handler: 'outer', cause } })
    expect(rootCause('error' in (await outcome) && ((await outcome) as { error: unknown }).error)).toEqual(cause)
  })

  test.each(kinds)(
    'HOOK_LOOP passes through handlers unchanged, so that its chain is read first (%s)',
    async (kind) => {
      for (const later of [false, true]) {
        const rig = new Rig(kind)
        const loop = new HookError('HOOK_LOOP', 'round and round', { hook: 'elsewhere', handler: 'other' })
        rig.on('inside', () => {
          if (later) return Promise.reject(loop)
          throw loop
        })
        const outcome = await outcomeOf(() => rig.call(payload()))
        const error = 'error' in outcome ? outcome.error : undefined
        const [own] = error instanceof HookError && error.cause instanceof AggregateError ? error.cause.errors : [error]
        expect(own).toBe(loop)
      }
    },
  )
})

describe('rootCause', () => {
  test('is what the innermost handler threw', () => {
    const wrap = (cause: unknown): HookError => new HookError('HOOK_FAILED', 'm', { hook: 'h', cause })
    const refused = new Error('refused')
    expect(rootCause(wrap(wrap(wrap(refused))))).toBe(refused)
    expect(rootCause(wrap(undefined))).toBeUndefined()
    expect(rootCause('a text')).toBe('a text')
    expect(rootCause(refused)).toBe(refused)
    const timeout = new HookError('HOOK_TIMEOUT', 'm', { hook: 'h' })
    expect(rootCause(wrap(timeout))).toBe(timeout)
  })

  test.each(Object.keys(thrownThings))('takes %s', (what) => {
    const thrown = thrownThings[what]?.()
    expect(Object.is(rootCause(thrown), thrown)).toBe(true)
  })
})

describe('describeThrown', () => {
  test.each(Object.keys(thrownThings))('gives one line about %s', (what) => {
    expect(describeThrown(thrownThings[what]?.())).toMatch(/^[^\n]+$/)
  })

  test.each([
    [new Error('refused'), 'refused'],
    [new TypeError(), 'TypeError'],
    ['refused', 'threw "refused"'],
    [undefined, 'threw undefined'],
    [null, 'threw null'],
    [42, 'threw 42'],
    [Symbol('s'), 'threw Symbol(s)'],
    [Object.create(null), 'threw a value that cannot be printed'],
  ])('%#: "%s"', (thrown, text) => {
    expect(describeThrown(thrown)).toBe(text)
  })
})

test('the error of a parallel dispatch lists that of each handler that failed', async () => {
  const hooks = createHooks<{ together: Parallel<object, void> }>()
  const point = hooks.define('together', { kind: 'parallel' })
  hooks.on('together', { id: 'one', handler: () => Promise.reject(new Error('first')) })
  hooks.on('together', { id: 'fine', handler: () => {} })
  hooks.on('together', { id: 'two', handler: fail })
  const error = (await Promise.resolve(point.call({})).catch((thrown: unknown) => thrown)) as HookError
  expect(error.errors.map(({ handler }) => handler).sort()).toEqual(['one', 'two'])
  expect(error.errors.find(({ handler }) => handler === 'one')?.errors).toEqual([])
})
