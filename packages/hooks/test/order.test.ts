import { createHooks, type HookError, type Hooks, type Series } from '@crochet/hooks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Points = { point: Series<{ log: string[] }> }

const engine = (): Hooks<Points> => {
  const hooks = createHooks<Points>()
  hooks.define('point', { kind: 'series' })
  return hooks
}

interface Place {
  readonly stage?: 'early' | 'normal' | 'late'
  readonly priority?: number
  readonly before?: string | readonly string[]
  readonly after?: string | readonly string[]
}

const put = (hooks: Hooks<Points>, id: string, place: Place = {}): (() => void) =>
  hooks.on('point', { id, handler: ({ log }) => void log.push(id), ...place })

/** The order in which handlers really run, which must be what `explain` says. */
function order(hooks: Hooks<Points>): string[] {
  const log: string[] = []
  void hooks.point('point').call({ log })
  expect(hooks.explain('point').map(({ id }) => id)).toEqual(log)
  expect(hooks.explain('point').map(({ position }) => position)).toEqual(log.map((_, index) => index + 1))
  return log
}

function errorOf(run: () => unknown): HookError {
  try {
    run()
  } catch (error) {
    return error as HookError
  }
  throw new Error('nothing was thrown')
}

describe('rank', () => {
  test('stages come before priorities, priorities before registration', () => {
    const hooks = engine()
    put(hooks, 'late', { stage: 'late', priority: 1000 })
    put(hooks, 'first')
    put(hooks, 'low', { priority: 1 })
    put(hooks, 'high', { priority: 200 })
    put(hooks, 'second', { priority: 100, stage: 'normal' })
    put(hooks, 'early', { stage: 'early', priority: -1 })
    expect(order(hooks)).toEqual(['early', 'high', 'first', 'second', 'low', 'late'])
  })
})

describe('constraints', () => {
  test('`before` and `after` take one id or a list, and go against stage and priority', () => {
    const hooks = engine()
    put(hooks, 'a')
    put(hooks, 'b')
    put(hooks, 'c', { before: 'a' })
    put(hooks, 'd', { after: ['a', 'b'], priority: 500 })
    put(hooks, 'e', { before: ['c', 'b'], stage: 'late' })
    put(hooks, 'f', { after: 'e', stage: 'early' })
    expect(order(hooks)).toEqual(['e', 'f', 'b', 'c', 'a', 'd'])
  })

  test('a cycle is refused with its path, and nothing is attached', () => {
    const hooks = engine()
    put(hooks, 'a')
    put(hooks, 'b', { after: 'a' })
    put(hooks, 'c', { after: 'b' })
    put(hooks, 'bystander', { after: 'c' })
    const error = errorOf(() => put(hooks, 'loops', { before: 'a', after: 'c' }))
    expect(error).toMatchObject({ code: 'HOOK_ORDER_CYCLE', hook: 'point', origin: { source: 'code' } })
    expect(error.message).toBe(
      'handlers of "point" wait for each other: "a" → "b" → "c" → "loops" → "a" ' +
        '("b" runs after "a"; "c" runs after "b"; "loops" runs after "c"; "loops" runs before "a")',
    )
    expect(order(hooks)).toEqual(['a', 'b', 'c', 'bystander'])
  })

  test('a handler that waits for itself is a cycle', () => {
    const error = errorOf(() => put(engine(), 'a', { after: 'a' }))
    expect(error).toMatchObject({ code: 'HOOK_ORDER_CYCLE', handler: 'a' })
    expect(error.message).toContain('"a" → "a"')
  })

  test('an unknown id is refused with the nearest one, and nothing is attached', () => {
    const hooks = engine()
    put(hooks, 'search-index')
    const error = errorOf(() => put(hooks, 'x', { after: 'serch-index' }))
    expect(error).toMatchObject({ code: 'HOOK_ORDER_UNKNOWN', hook: 'point', handler: 'x' })
    expect(error.message).toMatch(
      /^"point" → "x" of code \(.*order\.test\.ts:\d+\) → after: "serch-index": no handler has this id; did you mean "search-index"\?$/,
    )
    expect(errorOf(() => put(hooks, 'x', { before: 'nothing like it' })).message).toMatch(
      /→ before: "nothing like it": no handler has this id$/,
    )
    expect(order(hooks)).toEqual(['search-index'])
  })

  test('when a handler that others name is removed, the constraint rests until it is back', () => {
    const hooks = engine()
    const remove = put(hooks, 'b')
    put(hooks, 'a', { after: 'b' })
    expect(order(hooks)).toEqual(['b', 'a'])
    remove()
    expect(order(hooks)).toEqual(['a'])
    put(hooks, 'b')
    expect(order(hooks)).toEqual(['b', 'a'])
  })
})

describe('replacing and removing', () => {
  test('an id that is registered again replaces the handler in its place', () => {
    const hooks = engine()
    put(hooks, 'a')
    const removeOld = put(hooks, 'b')
    put(hooks, 'c')
    const removeNew = hooks.on('point', { id: 'b', handler: ({ log }) => void log.push('new b') })
    const run = (): string[] => {
      const log: string[] = []
      void hooks.point('point').call({ log })
      return log
    }
    expect(run()).toEqual(['a', 'new b', 'c'])
    removeOld()
    expect(run()).toEqual(['a', 'new b', 'c'])
    removeNew()
    removeNew()
    expect(run()).toEqual(['a', 'c'])
  })

  test('off() removes by id or by function and says whether there was one', () => {
    const hooks = engine()
    const named = ({ log }: { log: string[] }): void => void log.push('named')
    put(hooks, 'a')
    hooks.on('point', named)
    hooks.on('point', { id: 'record', handler: named })
    expect(hooks.off('point', 'a')).toBe(true)
    expect(hooks.off('point', 'a')).toBe(false)
    expect(hooks.off('point', named)).toBe(true)
    expect(hooks.list()).toEqual([])
    expect(hooks.point('point').used).toBe(false)
  })
})

test('explain() gives the reason for each place', () => {
  const hooks = engine()
  put(hooks, 'plain')
  put(hooks, 'early', { stage: 'early', priority: 7 })
  put(hooks, 'waits', { after: 'plain', priority: 300 })
  expect(hooks.explain('point').map(({ id, reason }) => [id, reason])).toEqual([
    ['early', 'stage "early", priority 7, registered 2 of 3'],
    ['plain', 'registered 1 of 3'],
    ['waits', 'priority 300, waits for "plain" (before/after), registered 3 of 3'],
  ])
  expect(hooks.explain('point')[2]).toMatchObject({
    hook: 'point',
    kind: 'series',
    deadline: 30_000,
    onError: 'stop',
    mode: 'inline',
    stage: 'normal',
    after: ['plain'],
    before: [],
    origin: { source: 'code' },
  })
})

test('list() gives everything that is attached, in order of registration', () => {
  const hooks = engine()
  put(hooks, 'b', { stage: 'late' })
  hooks.on('point', { id: 'a', stage: 'early', filter: {}, handler: () => {} })
  expect(hooks.list()).toMatchObject([
    { hook: 'point', id: 'b', stage: 'late', filter: undefined },
    { hook: 'point', id: 'a', stage: 'early', filter: {} },
  ])
})

describe('properties', () => {
  const place = fc.record({
    stage: fc.constantFrom('early' as const, 'normal' as const, 'late' as const),
    priority: fc.integer({ min: 0, max: 3 }),
  })

  test('without constraints the order is stage, priority, registration', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 12 }), (places) => {
        const hooks = engine()
        for (const [index, given] of places.entries()) put(hooks, `h${index}`, given)
        const stages = ['early', 'normal', 'late']
        const naive = places
          .map((given, index) => ({ ...given, index }))
          .sort(
            (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || b.priority - a.priority || a.index - b.index,
          )
        expect(order(hooks)).toEqual(naive.map(({ index }) => `h${index}`))
      }),
    )
  })

  /** Handlers, a hidden order of them, and pairs that agree with it: constraints that cannot contradict each other. */
  const acyclic = fc.array(place, { minLength: 2, maxLength: 10 }).chain((places) =>
    fc.record({
      places: fc.constant(places),
      hidden: fc.shuffledSubarray([...places.keys()], { minLength: places.length }),
      pairs: fc.array(
        fc.tuple(fc.nat(places.length - 1), fc.nat(places.length - 1), fc.boolean()).filter(([a, b]) => a !== b),
        { maxLength: 15 },
      ),
    }),
  )

  test('any constraints without contradiction are satisfied, and nobody waits without need', () => {
    fc.assert(
      fc.property(acyclic, ({ places, hidden, pairs }) => {
        const wanted = pairs.map(([a, b, asBefore]) =>
          hidden.indexOf(a) < hidden.indexOf(b) ? { first: a, later: b, asBefore } : { first: b, later: a, asBefore },
        )
        const hooks = engine()
        hooks.batch(() => {
          for (const [index, given] of places.entries()) {
            const before = wanted
              .filter(({ first, asBefore }) => asBefore && first === index)
              .map(({ later }) => `h${later}`)
            const after = wanted
              .filter(({ later, asBefore }) => !asBefore && later === index)
              .map(({ first }) => `h${first}`)
            put(hooks, `h${index}`, { ...given, before, after })
          }
        })
        const ran = order(hooks)
        expect([...ran].sort()).toEqual(places.map((_, index) => `h${index}`).sort())
        for (const { first, later } of wanted) expect(ran.indexOf(`h${first}`)).toBeLessThan(ran.indexOf(`h${later}`))
        expect(ran).toEqual(greedy(places, wanted))
      }),
    )
  })

  /** At each step the best-ranked handler that waits for nobody. */
  function greedy(
    places: readonly { stage: 'early' | 'normal' | 'late'; priority: number }[],
    wanted: readonly { first: number; later: number }[],
  ): string[] {
    const stages = ['early', 'normal', 'late']
    const rest = places
      .map((given, index) => ({ ...given, index }))
      .sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || b.priority - a.priority || a.index - b.index)
    const result: number[] = []
    while (rest.length > 0) {
      const next = rest.findIndex(({ index }) =>
        wanted.every(({ first, later }) => later !== index || result.includes(first)),
      )
      result.push(...rest.splice(next, 1).map(({ index }) => index))
    }
    return result.map((index) => `h${index}`)
  }
})
