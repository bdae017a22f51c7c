import { createHooks, describeOrigin, HookError, type Hooks, type Origin, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { callSite } from '../src/origin.ts'

type Points = { point: Series<object>; other: Series<object> }

function engine(): Hooks<Points> {
  const hooks = createHooks<Points>()
  hooks.define('point', { kind: 'series' })
  hooks.define('other', { kind: 'series' })
  return hooks
}

const lineHere = (): number => Number(/origin\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1])

describe('where a handler came from', () => {
  test('is the file and line of the `on` call', () => {
    const hooks = engine()
    const line = lineHere() + 1
    hooks.on('point', () => {})
    expect(hooks.list()[0]?.origin).toEqual({
      source: 'code',
      file: expect.stringMatching(/[\\/]origin\.test\.ts$/),
      line,
    })
    const file = hooks.list()[0]?.origin.file ?? ''
    const refuse = (): never => {
      throw new Error('refused')
    }
    const next = lineHere() + 1
    hooks.on('other', refuse)
    expect(() => hooks.point('other').call({})).toThrow(
      `"other" failed in handler "refuse" of code (${file}:${next}): refused`,
    )
  })

  test('is stamped by from(), with the line for modules and code', () => {
    const hooks = engine()
    const module = hooks.from({ source: 'module', name: 'search-index' })
    const line = lineHere() + 1
    module.on('point', function index() {})
    expect(hooks.list()[0]).toMatchObject({
      id: 'search-index index',
      origin: { source: 'module', name: 'search-index', line },
    })
    const config = hooks.from({ source: 'config', name: 'hooks.onChange[0]' })
    config.on('point', () => {})
    expect(hooks.list()[1]).toMatchObject({
      id: 'hooks.onChange[0]',
      origin: { source: 'config', name: 'hooks.onChange[0]' },
    })
    expect(hooks.list()[1]?.origin.line).toBeUndefined()
  })

  test('can be stated by the handler itself', () => {
    const hooks = engine()
    const origin: Origin = { source: 'extension', name: 'database', file: 'database.ts', line: 7 }
    hooks.on('point', { handler: () => {}, origin })
    expect(hooks.list()[0]?.origin).toBe(origin)
  })

  test.each([
    [{ source: 'code' }, 'code'],
    [{ source: 'config', name: 'hooks.onChange[0]' }, 'config "hooks.onChange[0]"'],
    [{ source: 'module', name: 'm', file: 'm.ts' }, 'module "m" (m.ts)'],
    [{ source: 'module', name: 'm', file: 'm.ts', line: 3 }, 'module "m" (m.ts:3)'],
  ] as const)('%o is "%s" in messages', (origin, text) => {
    expect(describeOrigin(origin)).toBe(text)
  })

  test.each([
    [
      'Error\n    at on (/x/packages/hooks/src/engine.ts:1:2)\n    at file:///app/posts.ts:12:5',
      { file: '/app/posts.ts', line: 12 },
    ],
    [
      'Error\n    at Hooks.on (/x/node_modules/@crochet/hooks/dist/engine.js:1:2)\n    at f (/app/a b.ts:3:1)',
      { file: '/app/a b.ts', line: 3 },
    ],
    ['Error\n    at node:internal/x:1:2\n    at new X (C:\\app\\posts.ts:4:9)', { file: 'C:\\app\\posts.ts', line: 4 }],
    ['Error\n    at async f (/app (copy)/(group)/x.ts:3:1)', { file: '/app (copy)/(group)/x.ts', line: 3 }],
    ['Error\n    at async /app/top.ts:3:1', { file: '/app/top.ts', line: 3 }],
    ['Error\n    at f (<anonymous>)', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('the call site in %j', (stack, expected) => {
    expect(callSite(stack)).toEqual(expected)
  })
})

describe('ids', () => {
  test('are made of origin and function name, and are unique on the hook point', () => {
    const hooks = engine()
    const view = hooks.from({ source: 'module', name: 'm' })
    const slug = (): void => {}
    for (const attach of [hooks, hooks, view, view]) attach.on('point', slug)
    hooks.on('point', () => {})
    hooks.on('point', { handler() {} })
    view.on('point', () => {})
    hooks.on('other', slug)
    expect(hooks.list().map(({ id }) => id)).toEqual([
      'slug',
      'slug #2',
      'm slug',
      'm slug #2',
      'anonymous',
      'anonymous #2',
      'm',
      'slug',
    ])
  })
})

describe('clear()', () => {
  test('removes what was attached through this view, and nothing else', () => {
    const hooks = engine()
    const view = hooks.from({ source: 'module', name: 'm' })
    const other = hooks.from({ source: 'module', name: 'm' })
    hooks.on('point', { id: 'a', handler: () => {} })
    view.on('point', { id: 'b', handler: () => {} })
    view.on('other', { id: 'c', handler: () => {} })
    other.on('point', { id: 'd', handler: () => {} })
    view.on('point', { id: 'replaced', handler: () => {} })
    hooks.on('point', { id: 'replaced', handler: () => {} })
    const remove = view.on('point', { id: 'e', handler: () => {} })
    view.clear()
    expect(hooks.list().map(({ id }) => id)).toEqual(['a', 'd', 'replaced'])
    remove()
    view.clear()
    view.on('point', { id: 'again', handler: () => {} })
    expect(hooks.list().map(({ id }) => id)).toEqual(['a', 'd', 'replaced', 'again'])
    view.clear()
    expect(hooks.list().map(({ id }) => id)).toEqual(['a', 'd', 'replaced'])
  })
})

describe('what is no handler', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['null', null, /is null$/],
    ['a text', 'x', /is string$/],
    ['undefined', undefined, /is undefined$/],
    ['a list', [], /is object$/],
    ['an object without `handler`', { id: 'x' }, /has no function `handler`$/],
    ['an unknown key', { handler() {}, prio: 1 }, /has an unknown key "prio"$/],
    ...Object.entries({
      id: '',
      stage: 'first',
      priority: Number.NaN,
      before: [1],
      after: '',
      filter: [],
      timeout: -1,
      onError: 'ignore',
      mode: 'later',
      reentrant: 1,
      origin: 'here',
    }).map(([key, value]): [string, unknown, RegExp] => [
      `${key}: ${JSON.stringify(value)}`,
      { handler() {}, [key]: value },
      new RegExp(`^\`${key}\` of a handler of "point" must be `),
    ]),
  ]
  test.each(wrong)('%s is refused', (_, handler, message) => {
    const hooks = engine()
    const attach = (): unknown => hooks.on('point', handler as () => void)
    expect(attach).toThrow(HookError)
    expect(attach).toThrow(message)
    expect(attach).toThrow(expect.objectContaining({ code: 'HOOK_HANDLER_SHAPE', hook: 'point' }) as Error)
    expect(hooks.point('point').used).toBe(false)
  })
})
