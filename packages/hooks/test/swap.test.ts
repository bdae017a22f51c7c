import { createHooks, type Hooks, type OperationRecord, type Series, type Waterfall } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'

interface Seen {
  readonly log: string[]
}
type Points = {
  point: Series<Seen>
  other: Series<Seen>
  own: Series<Seen>
  changed: Waterfall<Seen & { value?: unknown }, 'value'>
}

const search = { source: 'module', name: 'search' } as const

function engine(options: Parameters<typeof createHooks>[0] = {}): Hooks<Points> {
  const hooks = createHooks<Points>(options)
  hooks.define('point', { kind: 'series' })
  hooks.define('other', { kind: 'series' })
  return hooks
}

const writes =
  (text: string) =>
  ({ log }: Seen): void =>
    void log.push(text)
const record = (id: string, text = id, more: object = {}): { id: string; handler: (seen: Seen) => void } => ({
  id,
  handler: writes(text),
  ...more,
})
const code = (code: string): Error => expect.objectContaining({ code }) as Error
const ids = (hooks: Hooks<Points>, name: 'point' | 'other' = 'point'): string[] =>
  hooks.explain(name).map(({ id }) => id)

function run(hooks: Hooks<Points>, name: 'point' | 'other' | 'own' = 'point'): string[] {
  const log: string[] = []
  void hooks.point(name).call({ log })
  return log
}

/** An engine in which a module has handlers between those of others. */
function withFormer(): { hooks: Hooks<Points>; former: Hooks<Points> } {
  const hooks = engine()
  const former = hooks.from(search, { swappable: true })
  hooks.on('point', record('first'))
  former.on('point', record('a', 'a1'))
  former.on('point', record('b', 'b1'))
  former.on('other', record('a', 'a1'))
  hooks.on('point', record('last'))
  return { hooks, former }
}

describe('a staged view', () => {
  test('takes effect at once and as a whole: same ids keep their places, others of the former go, new ones come last', () => {
    const { hooks, former } = withFormer()
    const next = hooks.stage(search, { replaces: former })
    next.on('point', record('c', 'c2'))
    next.on('point', record('b', 'b2'))
    expect(run(hooks)).toEqual(['first', 'a1', 'b1', 'last'])
    hooks.swap([next])
    expect(run(hooks)).toEqual(['first', 'b2', 'last', 'c2'])
    expect(run(hooks, 'other')).toEqual([])
    expect(hooks.point('other').used).toBe(false)
  })

  test('handlers without an id get the ids, and so the places, that they had before', () => {
    const hooks = engine()
    const former = hooks.from(search)
    const attach = (view: Hooks<Points>, text: string): void => {
      view.on('point', writes(`${text} 1`))
      view.on('point', writes(`${text} 2`))
    }
    attach(former, 'old')
    hooks.on('point', record('last'))
    const before = ids(hooks)
    const next = hooks.stage(search, { replaces: former })
    attach(next, 'new')
    hooks.swap([next])
    expect(ids(hooks)).toEqual(before)
    expect(run(hooks)).toEqual(['new 1', 'new 2', 'last'])
  })

  test('may remove what it has staged, and handlers of others', () => {
    const { hooks, former } = withFormer()
    const next = hooks.stage(search, { replaces: former })
    const remove = next.on('point', record('c'))
    next.on('point', record('d'))
    remove()
    expect(next.off('point', 'd')).toBe(true)
    expect(next.off('point', 'last')).toBe(true)
    expect(next.off('point', 'a')).toBe(false)
    expect(ids(hooks)).toContain('last')
    hooks.swap([next])
    expect(ids(hooks)).toEqual(['first'])
  })

  test('is as any other view afterwards: it attaches, removes, is cleared and can be replaced in turn', () => {
    const { hooks, former } = withFormer()
    const second = hooks.stage(search, { replaces: former })
    const remove = second.on('point', record('a', 'a2'))
    hooks.swap([second])
    second.on('point', record('late'))
    expect(run(hooks)).toEqual(['first', 'a2', 'last', 'late'])
    remove()
    const third = hooks.stage(search, { replaces: second })
    hooks.swap([third])
    expect(ids(hooks)).toEqual(['first', 'last'])
  })

  test('counts views made from it as its own', () => {
    const hooks = engine()
    const former = hooks.from(search)
    former.from({ source: 'module', name: 'part' }).on('point', record('a'))
    const next = hooks.stage(search, { replaces: former })
    next.from({ source: 'module', name: 'part' }).on('point', record('b'))
    expect(ids(hooks)).toEqual(['a'])
    hooks.swap([next])
    expect(ids(hooks)).toEqual(['b'])
  })

  test('several go together, and may name what only the others bring', () => {
    const hooks = engine()
    const [one, two] = [hooks.stage(search), hooks.stage({ source: 'module', name: 'audit' })]
    one.on('own', record('a', 'a', { after: 'b' }))
    two.define('own', { kind: 'series' })
    two.on('own', record('b'))
    hooks.swap([one, two])
    expect(run(hooks, 'own')).toEqual(['b', 'a'])
  })

  test('the former one cannot attach any more, and what it still removes is nobody else’s', () => {
    const { hooks, former } = withFormer()
    const remove = former.on('point', record('z'))
    const next = hooks.stage(search, { replaces: former })
    next.on('point', record('z', 'z2'))
    hooks.swap([next])
    remove()
    expect(former.off('point', 'z')).toBe(false)
    former.clear()
    expect(run(hooks)).toEqual(['first', 'last', 'z2'])
    expect(() => former.on('point', record('zombie'))).toThrow(code('HOOK_VIEW_ENDED'))
    expect(() => former.define('own', { kind: 'series' })).toThrow(code('HOOK_VIEW_ENDED'))
    expect(() => hooks.swap([next])).toThrow(code('HOOK_VIEW_ENDED'))
    expect(() => hooks.swap([hooks.stage(search, { replaces: former })])).toThrow(code('HOOK_VIEW_ENDED'))
  })

  test('that is discarded attaches nothing, then or later', () => {
    const { hooks, former } = withFormer()
    const next = hooks.stage(search, { replaces: former })
    next.on('point', record('c'))
    next.discard()
    expect(() => next.on('point', record('d'))).toThrow(code('HOOK_VIEW_ENDED'))
    expect(run(hooks)).toEqual(['first', 'a1', 'b1', 'last'])
    former.on('point', record('e'))
    expect(ids(hooks)).toContain('e')
  })
})

describe('a swap that is refused changes nothing', () => {
  const wrong: Record<string, { code: string; stage: (next: Hooks<Points>) => void }> = {
    'an unknown id in a constraint': {
      code: 'HOOK_ORDER_UNKNOWN',
      stage: (next) => next.on('point', record('c', 'c', { after: 'nobody' })),
    },
    'an id that another handler waits for is gone': {
      code: 'HOOK_ORDER_UNKNOWN',
      stage: (next) => next.on('point', record('c')),
    },
    'a cycle': {
      code: 'HOOK_ORDER_CYCLE',
      stage: (next) => next.on('point', record('a', 'a', { after: 'waits' })),
    },
    'an unknown hook point': {
      code: 'HOOK_UNKNOWN_POINT',
      stage: (next) => {
        next.on('point', record('a'))
        next.on('pointt' as 'point', record('a'))
      },
    },
    'a hook point of somebody else, declared in another way': {
      code: 'HOOK_DEFINED_TWICE',
      stage: (next) => {
        next.on('point', record('a'))
        next.define('other', { kind: 'series', deadline: 1 })
      },
    },
    'a hook point that others use is gone': {
      code: 'HOOK_UNKNOWN_POINT',
      stage: (next) => next.on('point', record('a')),
    },
  }
  test.each(Object.entries(wrong))('%s', (title, { code: expected, stage }) => {
    const { hooks, former } = withFormer()
    hooks.on('point', record('waits', 'waits', { after: 'a' }))
    if (title.includes('is gone')) former.define('own', { kind: 'series' })
    if (title.includes('others use')) hooks.on('own', record('user'))
    const before = { list: hooks.list(), order: ids(hooks), names: hooks.names(), call: hooks.point('point').call }
    const next = hooks.stage(search, { replaces: former })
    next.define('changed', { kind: 'waterfall', key: 'value' })
    stage(next)
    expect(() => hooks.swap([next])).toThrow(code(expected))
    expect({ list: hooks.list(), order: ids(hooks), names: hooks.names(), call: hooks.point('point').call }).toEqual(
      before,
    )
    expect(run(hooks)).toEqual(['first', 'a1', 'b1', 'last', 'waits'])
    former.on('point', record('still mine'))
  })
})

describe('hook points a view has declared', () => {
  test('keep those who hold them, also with another kind, and go when nobody declares them any more', () => {
    const hooks = engine()
    const former = hooks.from(search)
    const held = former.define('changed', { kind: 'waterfall', key: 'value' })
    hooks.on('changed', () => 'replaced')
    expect(held.call({ log: [], value: 'start' })).toBe('replaced')

    const second = hooks.stage(search, { replaces: former })
    expect(second.define('changed', { kind: 'bail' } as never)).toBe(held)
    hooks.swap([second])
    expect(hooks.explain('changed')).toMatchObject([{ kind: 'bail' }])

    hooks.off('changed', hooks.explain('changed')[0]?.id ?? '')
    hooks.swap([hooks.stage(search, { replaces: second })])
    expect(hooks.names()).toEqual(['point', 'other'])
    expect(held.used).toBe(false)
    expect(held.call({ log: [] })).toBe(undefined)
  })

  test('that others declared in the same way stay', () => {
    const hooks = engine()
    const former = hooks.from(search)
    former.define('own', { kind: 'series' })
    hooks.define('own', { kind: 'series' })
    hooks.swap([hooks.stage(search, { replaces: former })])
    expect(hooks.names()).toContain('own')
  })

  test('can be looked up by the view that stages them, and dispatch once they are in effect', () => {
    const hooks = engine()
    const next = hooks.stage(search)
    const point = next.define('own', { kind: 'series' })
    next.on('own', record('a'))
    expect(next.point('own')).toBe(point)
    expect(() => hooks.point('own')).toThrow(code('HOOK_UNKNOWN_POINT'))
    expect(point.used).toBe(false)
    hooks.swap([next])
    expect(hooks.point('own')).toBe(point)
    expect(run(hooks, 'own')).toEqual(['a'])
  })
})

test('trace sinks of the former view end, those of the new one begin', () => {
  const hooks = engine()
  const [old, fresh]: OperationRecord[][] = [[], []]
  const former = hooks.from(search)
  former.trace((record) => old?.push(record))
  hooks.operation({ name: 'one' }, () => {})
  const next = hooks.stage(search, { replaces: former })
  const end = next.trace((record) => fresh?.push(record))
  hooks.operation({ name: 'two' }, () => {})
  hooks.swap([next])
  hooks.operation({ name: 'three' }, () => {})
  end()
  hooks.operation({ name: 'four' }, () => {})
  expect(old?.map(({ name }) => name)).toEqual(['one', 'two'])
  expect(fresh?.map(({ name }) => name)).toEqual(['three'])
})
