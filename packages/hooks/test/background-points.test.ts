import { createHooks, toPlain, type Entry, type Hooks, type Series, type Waterfall } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'

interface Points {
  after: Series<{ id: number }>
  commit: Series<{ id: number }>
  before: Waterfall<{ data: number }, 'data'>
}

function engine(accept: (entry: Entry, payload: object) => unknown): Hooks<Points> {
  const hooks = createHooks<Points>({ background: accept, report: () => {} })
  hooks.define('after', { kind: 'series' })
  hooks.define('commit', { kind: 'series', onError: 'isolate', background: 'ahead' })
  hooks.define('before', { kind: 'waterfall', key: 'data', background: false, instead: 'after' })
  return hooks
}

const background = { mode: 'background', handler: () => {} } as const

describe('a point that is handed over ahead', () => {
  test('passes background handlers by when it is called, and hands them over by `offload`, filters included', async () => {
    const accepted: string[] = []
    const ran: number[] = []
    const hooks = engine((entry) => void accepted.push(entry.id))
    const point = hooks.point('commit')
    expect(point.offloads).toBe(false)
    hooks.on('commit', ({ id }) => void ran.push(id))
    hooks.on('commit', { ...background, id: 'all' })
    const remove = hooks.on('commit', { ...background, id: 'two', filter: { id: 2 } })
    expect(point.offloads).toBe(true)
    await point.call({ id: 1 })
    point.emit({ id: 3 })
    expect({ ran, accepted }).toEqual({ ran: [1, 3], accepted: [] })
    await point.offload({ id: 1 })
    await point.offload({ id: 2 })
    expect(accepted).toEqual(['all', 'all', 'two'])
    remove()
    await point.offload({ id: 2 })
    expect(accepted.length).toBe(4)
  })

  test('fails where one is not accepted, though its failures are otherwise passed over', async () => {
    const hooks = engine(() => Promise.reject(new Error('full')))
    hooks.on('commit', { ...background, id: 'mail' })
    hooks.on('after', { ...background, id: 'mail', onError: 'isolate' })
    const failed = { code: 'HOOK_FAILED', handler: 'mail' }
    await expect(hooks.point('commit').offload({ id: 1 })).rejects.toMatchObject(failed)
    await expect(hooks.point('after').call({ id: 1 })).rejects.toMatchObject(failed)
  })
})

test('a point without background handlers says what takes them, in a batch when that ends', () => {
  const hooks = engine(() => {})
  const refused = { code: 'HOOK_BACKGROUND_REFUSED', message: expect.stringContaining('use after') as string }
  expect(() => hooks.on('before', background)).toThrow(expect.objectContaining(refused) as Error)
  expect(() => hooks.batch(() => hooks.on('before', background))).toThrow(expect.objectContaining(refused) as Error)
})

test('ids of background handlers do not tell by place, and no inline handler takes them', () => {
  const hooks = engine(() => {})
  const view = (index: number): Hooks<Points> => hooks.from({ source: 'config', name: `hooks.after[${index}]` })
  const mail = (): void => {}
  view(0).on('after', () => {})
  view(1).on('after', background)
  view(2).on('after', { mode: 'background', handler: mail })
  expect(hooks.list().map(({ id }) => id)).toEqual([
    'hooks.after[0]',
    'hooks.after (background)',
    'hooks.after mail (background)',
  ])
  expect(() => view(3).on('after', background)).toThrow('cannot be told apart')
})

test.each([{ key: 'id' }, { keep: [1] }, { mode: 'inline', keep: ['id'] }, { mode: 'inline', key: () => 'a' }])(
  '%j is no handler',
  (wrong) => {
    const hooks = engine(() => {})
    expect(() => hooks.on('after', { ...background, ...wrong } as never)).toThrow(
      expect.objectContaining({ code: 'HOOK_HANDLER_SHAPE' }) as Error,
    )
  },
)

test('what is plain is kept, and nothing else', () => {
  class Thing {}
  const circle: Record<string, unknown> = { name: 'circle' }
  circle['self'] = circle
  const at = new Date(0)
  const given = {
    text: 'a',
    list: [1, () => {}, { deep: true }],
    at,
    none: null,
    nan: NaN,
    thing: new Thing(),
    big: 1n,
  }
  expect(toPlain(given)).toEqual({
    text: 'a',
    list: [1, null, { deep: true }],
    at: '1970-01-01T00:00:00.000Z',
    none: null,
    nan: null,
  })
  expect(toPlain(new Thing())).toBeUndefined()
  expect(JSON.stringify(toPlain(circle)).length).toBeLessThan(1000)
  expect(toPlain(JSON.parse('{"__proto__":{"a":1},"b":1}'))).toEqual({ b: 1 })
})
