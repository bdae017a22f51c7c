import { createHooks, type Hooks, type Series } from '@crochet/hooks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFilter } from '../src/filter.ts'
import type { Entry } from '../src/handler.ts'
import { handlerOf } from './model.ts'
import { kinds, outcomeOf, payload, Rig } from './rig.ts'

interface Message {
  readonly log: string[]
  readonly topic?: string | number | null | undefined
  readonly locale?: string
}
type Points = { message: Series<Message> }
type Filter = { topic?: unknown; locale?: unknown }

const engine = (filters: Record<string, Filter | undefined>): Hooks<Points> => {
  const hooks = createHooks<Points>()
  hooks.define('message', { kind: 'series' })
  for (const [id, filter] of Object.entries(filters)) {
    const handler = ({ log }: Message): void => void log.push(id)
    hooks.on('message', { id, handler, ...(filter === undefined ? {} : { filter: filter as { locale: string } }) })
  }
  return hooks
}

const ran = (hooks: Hooks<Points>, message: Omit<Message, 'log'>): string[] => {
  const log: string[] = []
  void hooks.point('message').call({ ...message, log })
  return log
}

describe('one key', () => {
  const hooks = engine({
    all: undefined,
    posts: { topic: 'posts' },
    both: { topic: ['posts', 'pages'] },
    nothing: { topic: [] },
    absent: { topic: undefined },
    zero: { topic: 0 },
    null: { topic: null },
    empty: {},
  })
  test.each([
    [{ topic: 'posts' }, ['all', 'posts', 'both', 'empty']],
    [{ topic: 'pages' }, ['all', 'both', 'empty']],
    [{ topic: 'users' }, ['all', 'empty']],
    [{ topic: 0 }, ['all', 'zero', 'empty']],
    [{ topic: null }, ['all', 'null', 'empty']],
    [{ topic: '0' }, ['all', 'empty']],
    [{ topic: undefined }, ['all', 'absent', 'empty']],
    [{}, ['all', 'absent', 'empty']],
  ])('%o runs %o', (message, expected) => {
    expect(ran(hooks, message)).toEqual(expected)
  })
})

describe('several keys', () => {
  const hooks = engine({
    all: undefined,
    posts: { topic: 'posts' },
    german: { locale: 'de' },
    germanPosts: { topic: 'posts', locale: ['de', 'at'] },
  })
  test.each([
    [{ topic: 'posts', locale: 'de' }, ['all', 'posts', 'german', 'germanPosts']],
    [{ topic: 'posts', locale: 'at' }, ['all', 'posts', 'germanPosts']],
    [{ topic: 'posts', locale: 'fr' }, ['all', 'posts']],
    [{ topic: 'users', locale: 'de' }, ['all', 'german']],
    [{ topic: 'posts' }, ['all', 'posts']],
    [{}, ['all']],
  ])('%o runs %o', (message, expected) => {
    expect(ran(hooks, message)).toEqual(expected)
    expect(ran(hooks, message)).toEqual(expected)
  })
})

test('adding and removing filtered handlers is seen by the next dispatch', () => {
  const hooks = engine({ a: { topic: 'posts' } })
  const remove = hooks.on('message', { id: 'b', filter: { locale: 'de' }, handler: ({ log }) => void log.push('b') })
  expect(ran(hooks, { topic: 'posts', locale: 'de' })).toEqual(['a', 'b'])
  remove()
  expect(ran(hooks, { topic: 'posts', locale: 'de' })).toEqual(['a'])
})

test.each(kinds)('%s: a payload that nobody wants gives what a point without handlers gives', async (kind) => {
  const [filtered, unused] = [new Rig(kind), new Rig(kind)]
  filtered.on('other', handlerOf(kind, { id: 'other', later: true }), { filter: { topic: 'other' } })
  const [given, reference] = [payload(), payload()]
  const outcome = await outcomeOf(() => filtered.call(given))
  expect(outcome).toEqual(await outcomeOf(() => unused.call(reference)))
  expect(given).toEqual(reference)
})

test.each([['topic'], ['topic', 'locale']])(
  '10,000 values that no filter mentions compile no more than one value does (%s)',
  (...keys) => {
    const entry = (values: Filter): Entry => ({ filter: values }) as unknown as Entry
    const entries = [entry({ topic: ['a', 'b'] }), entry(keys.length > 1 ? { locale: 'de' } : { topic: 'c' })]
    let compiled = 0
    const call = compileFilter(entries, () => {
      compiled++
      return () => undefined
    })
    const run = (value: unknown): unknown => call(Object.fromEntries(keys.map((key) => [key, value])))
    for (const value of ['a', 'b', 'c', 'de', 'unmentioned', undefined, null]) run(value)
    const before = compiled
    for (let n = 0; n < 10_000; n++) run(`value ${n}`)
    for (let n = 0; n < 1_000; n++) run({ n })
    expect(compiled).toBe(before)
    expect(before).toBeLessThanOrEqual((3 + 1) * (1 + 1))
  },
)

test('property: filters select what a test of each handler would select', () => {
  const values = [undefined, null, 0, 1, '', 'a', 'b', Number.NaN, true]
  const value = fc.constantFrom(...values)
  const wanted = fc.oneof(value, fc.array(value, { maxLength: 3 }))
  const filter = fc.option(fc.record({ topic: wanted, locale: wanted }, { requiredKeys: [] }), { nil: undefined })
  const message = fc.record({ topic: value, locale: value }, { requiredKeys: [] })
  const admits = (allowed: unknown, actual: unknown): boolean => [allowed].flat().includes(actual)
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 6 }), fc.array(message, { maxLength: 10 }), (filters, messages) => {
      const hooks = engine(Object.fromEntries(filters.map((given, index) => [`h${index}`, given])))
      for (const given of messages) {
        const naive = filters.flatMap((tested, index) =>
          Object.entries(tested ?? {}).every(([key, allowed]) => admits(allowed, given[key as 'topic']))
            ? [`h${index}`]
            : [],
        )
        expect(ran(hooks, given as Message)).toEqual(naive)
      }
    }),
  )
})
