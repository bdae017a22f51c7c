import { createHooks, type Bail, type Hooks, type Series, type Waterfall } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'

interface Change {
  readonly log?: string[]
  data: string
}
interface Points {
  'posts:afterChange': Waterfall<Change, 'data'>
  'pages:afterChange': Waterfall<Change, 'data'>
  '*:afterChange': Waterfall<Change, 'data'>
  ask: Bail<object, number>
  note: Series<object>
}

const kind = 'waterfall'
const engine = (): Hooks<Points> => createHooks<Points>()
const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error

function collections(): Hooks<Points> {
  const hooks = engine()
  hooks.define('posts:afterChange', { kind, key: 'data', includes: ['*:afterChange'] })
  hooks.define('pages:afterChange', { kind, key: 'data', includes: ['*:afterChange'] })
  return hooks
}

const change = (hooks: Hooks<Points>, name: 'posts:afterChange' | 'pages:afterChange'): unknown =>
  hooks.point(name).call({ data: '' })

describe('a name that points include', () => {
  test('its handlers run at every one of them, ordered together with the point’s own', () => {
    const hooks = collections()
    hooks.on('posts:afterChange', { id: 'posts', handler: ({ data }) => `${data} posts` })
    const remove = hooks.on('*:afterChange', { id: 'any', stage: 'early', handler: ({ data }) => `${data} any` })
    hooks.on('*:afterChange', { id: 'last', after: 'posts', priority: 500, handler: ({ data }) => `${data} last` })
    expect(change(hooks, 'posts:afterChange')).toBe(' any posts last')
    expect(change(hooks, 'pages:afterChange')).toBe(' any last')
    expect(hooks.explain('posts:afterChange').map(({ reason }) => reason)).toEqual([
      'stage "early", attached to "*:afterChange", registered 2 of 3',
      'registered 1 of 3',
      'priority 500, waits for "posts" (before/after), attached to "*:afterChange", registered 3 of 3',
    ])
    remove()
    expect(change(hooks, 'posts:afterChange')).toBe(' posts last')
  })

  test('its handlers run at points that are declared later', () => {
    const hooks = collections()
    hooks.on('*:afterChange', () => 'any')
    const names: Hooks<Points & { 'users:afterChange': Waterfall<Change, 'data'> }> = hooks as never
    const users = names.define('users:afterChange', { kind, key: 'data', includes: ['*:afterChange'] })
    expect(users.used).toBe(true)
    expect(users.call({ data: '' })).toBe('any')
  })

  test('is no hook point itself, and unknown while no point includes it', () => {
    expect(() => collections().point('*:afterChange')).toThrow(code('HOOK_UNKNOWN_POINT'))
    expect(() => engine().on('*:afterChange', () => 'any')).toThrow(code('HOOK_UNKNOWN_POINT'))
  })

  test('a cycle at one of the points refuses the handler at all of them', () => {
    const hooks = collections()
    hooks.on('pages:afterChange', { id: 'a', handler: () => 'a' })
    hooks.on('pages:afterChange', { id: 'b', after: 'a', handler: () => 'b' })
    const wrong = { id: 'any', after: 'b', before: 'a', handler: () => 'any' }
    expect(() => hooks.on('*:afterChange', wrong)).toThrow(code('HOOK_ORDER_CYCLE'))
    expect(change(hooks, 'posts:afterChange')).toBe('')
    expect(change(hooks, 'pages:afterChange')).toBe('b')
    expect(hooks.list().map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('a point that includes its own name runs its handlers once', () => {
    const hooks = engine()
    hooks.define('posts:afterChange', {
      kind,
      key: 'data',
      includes: ['posts:afterChange', '*:afterChange', '*:afterChange'],
    })
    hooks.on('posts:afterChange', ({ data }) => `${data} posts`)
    hooks.on('*:afterChange', ({ data }) => `${data} any`)
    expect(change(hooks, 'posts:afterChange')).toBe(' posts any')
  })
})

describe('define', () => {
  test('the same declaration again gives the same point', () => {
    const hooks = engine()
    const point = hooks.define('ask', { kind: 'bail' })
    expect(hooks.define('ask', { kind: 'bail', deadline: 30_000, onError: 'stop', includes: [] })).toBe(point)
    expect(hooks.point('ask')).toBe(point)
    expect(point.name).toBe('ask')
    expect(hooks.names()).toEqual(['ask'])
  })

  test('names come in the order in which points were declared, whatever is attached to them', () => {
    const hooks = createHooks<{ one: Series<object>; two: Series<object> }>()
    hooks.define('one', { kind: 'series' })
    hooks.define('two', { kind: 'series' })
    hooks.on('one', () => undefined)
    expect(hooks.names()).toEqual(['one', 'two'])
  })

  test.each([{ deadline: 1 }, { onError: 'isolate' as const }, { includes: ['*:ask'] }, { ownScope: true }])(
    'another declaration is refused: %o',
    (other) => {
      const hooks = engine()
      hooks.define('ask', { kind: 'bail' })
      expect(() => hooks.define('ask', { kind: 'bail', ...other })).toThrow(code('HOOK_DEFINED_TWICE'))
      expect(() => hooks.define('ask', { kind: 'series' } as never)).toThrow(/"ask" is already declared as "bail"/)
    },
  )
})

describe('unknown names', () => {
  test('point() and explain() name the nearest hook point', () => {
    const hooks = collections()
    const wrong = 'posts:afterChnage' as 'posts:afterChange'
    const message = 'there is no hook point "posts:afterChnage"; did you mean "posts:afterChange"?'
    expect(() => hooks.point(wrong)).toThrow(message)
    expect(() => hooks.explain(wrong)).toThrow(message)
    expect(() => hooks.point('note')).toThrow(/^there is no hook point "note"$/)
    expect(() => hooks.point('note')).toThrow(code('HOOK_UNKNOWN_POINT'))
  })
})

describe('a point', () => {
  test('can be kept while handlers come and go', () => {
    const hooks = engine()
    const point = hooks.define('ask', { kind: 'bail' })
    expect(point.used).toBe(false)
    expect(point.call({})).toBeUndefined()
    const remove = hooks.on('ask', () => 1)
    expect(point.used).toBe(true)
    expect(point.call({})).toBe(1)
    remove()
    remove()
    expect(point.used).toBe(false)
    expect(point.call({})).toBeUndefined()
  })

  test('engines have nothing in common', () => {
    const [one, other] = [engine(), engine()]
    one.define('ask', { kind: 'bail' })
    expect(() => other.point('ask')).toThrow(code('HOOK_UNKNOWN_POINT'))
  })
})
