import { createHooks, type Hooks, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { thenable } from './hostile.ts'
import { turn } from './manual-clock.ts'

type Points = { point: Series<object>; later: Series<object>; cyclic: Series<object> }

const engine = (): Hooks<Points> => {
  const hooks = createHooks<Points>()
  hooks.define('point', { kind: 'series' })
  return hooks
}

const record = (id: string, more: object = {}): { id: string; handler: () => void } => ({
  id,
  handler: () => {},
  ...more,
})
const code = (code: string): Error => expect.objectContaining({ code }) as Error
const ids = (hooks: Hooks<Points>): string[] => hooks.explain('point').map(({ id }) => id)

describe('outside a batch', () => {
  test('an unknown hook point is refused at once, with the nearest name, and nothing is attached', () => {
    const hooks = engine()
    expect(() => hooks.on('pointt' as 'point', () => {})).toThrow(
      /"pointt", which is no hook point; did you mean "point"\?$/,
    )
    expect(() => hooks.on('later', () => {})).toThrow(code('HOOK_UNKNOWN_POINT'))
    expect(hooks.list()).toEqual([])
  })
})

describe('a batch', () => {
  test('gives back what its work gives', async () => {
    const hooks = engine()
    expect(hooks.batch(() => 42)).toBe(42)
    expect(await hooks.batch(async () => 42)).toBe(42)
  })

  test('lets handlers name each other and hook points that come later', () => {
    const hooks = engine()
    hooks.batch(() => {
      hooks.on('later', record('early bird'))
      hooks.on('point', record('a', { after: 'b' }))
      hooks.on('point', record('b'))
      hooks.define('later', { kind: 'series' })
    })
    expect(ids(hooks)).toEqual(['b', 'a'])
    expect(hooks.point('later').used).toBe(true)
  })

  test.each(['synchronous', 'asynchronous', 'a thenable'])('checks ids and names when it ends (%s)', async (how) => {
    for (const [wrong, expected] of [
      [(hooks: Hooks<Points>) => void hooks.on('point', record('a', { after: 'nobody' })), 'HOOK_ORDER_UNKNOWN'],
      [(hooks: Hooks<Points>) => void hooks.on('later', record('a')), 'HOOK_UNKNOWN_POINT'],
    ] as const) {
      const hooks = engine()
      const work: Record<string, () => unknown> = {
        synchronous: () => wrong(hooks),
        asynchronous: async () => {
          await turn()
          wrong(hooks)
        },
        'a thenable': () => thenable((resolve) => void turn().then(() => (wrong(hooks), resolve()))),
      }
      await expect((async () => hooks.batch(work[how] as () => unknown))()).rejects.toThrow(code(expected))
    }
  })

  test('a cycle is refused at once, inside too', () => {
    const hooks = engine()
    hooks.batch(() => {
      hooks.on('point', record('a', { after: 'b' }))
      expect(() => hooks.on('point', record('b', { after: 'a' }))).toThrow(code('HOOK_ORDER_CYCLE'))
      hooks.on('point', record('b'))
    })
    expect(ids(hooks)).toEqual(['b', 'a'])
  })

  test('checks once, when the outermost ends', () => {
    const hooks = engine()
    hooks.batch(() => {
      hooks.batch(() => hooks.on('point', record('a', { after: 'b' })))
      hooks.on('point', record('b'))
    })
    expect(ids(hooks)).toEqual(['b', 'a'])
  })

  test.each(['throws', 'rejects'])('that %s gives its error on, and checks are back afterwards', async (how) => {
    const hooks = engine()
    const refused = new Error('work')
    const work = (): unknown => {
      if (how === 'rejects') return Promise.reject(refused)
      throw refused
    }
    await expect((async () => hooks.batch(work))()).rejects.toBe(refused)
    expect(() => hooks.on('later', () => {})).toThrow(code('HOOK_UNKNOWN_POINT'))
  })

  test('a hook point whose waiting handlers contradict each other cannot be declared', () => {
    const hooks = engine()
    const work = (): void =>
      hooks.batch(() => {
        hooks.on('cyclic', record('a', { after: 'b' }))
        hooks.on('cyclic', record('b', { after: 'a' }))
        expect(() => hooks.define('cyclic', { kind: 'series' })).toThrow(code('HOOK_ORDER_CYCLE'))
      })
    expect(work).toThrow(code('HOOK_UNKNOWN_POINT'))
    expect(hooks.names()).toEqual(['point'])
  })
})
