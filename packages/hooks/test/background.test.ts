import { createHooks, HookError, type Around, type Hooks, type Kind, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { kinds, outcomeOf, payload, type Payload } from './rig.ts'

type Points = { point: Series<Payload> }
const keys: Partial<Record<Kind, object>> = { waterfall: { key: 'value' }, merge: { into: 'context' } }

function engine(kind: Kind, background: (id: string, payload: Payload) => unknown): Hooks<Points> {
  const hooks = createHooks<Points>({ background: (entry, given) => background(entry.id, given as Payload) })
  hooks.define('point', { ...({ kind, ...keys[kind] } as { kind: 'series' }) })
  return hooks
}

const call = (hooks: Hooks<Points>, given: Payload): unknown =>
  (hooks as unknown as Hooks<{ point: Around<Payload, string> }>).point('point').call(given, () => 'core')

test('without anything to run it, `mode: "background"` is refused', () => {
  const hooks = createHooks<Points>()
  hooks.define('point', { kind: 'series' })
  expect(() => hooks.on('point', { id: 'x', mode: 'background', handler: () => {} })).toThrow(
    expect.objectContaining({ code: 'HOOK_NO_BACKGROUND', hook: 'point', handler: 'x' }) as Error,
  )
  expect(hooks.list()).toEqual([])
})

describe.each(kinds)('%s', (kind) => {
  test.each([false, true])(
    'a background handler is handed over, awaited, and its acceptance is no result (async: %s)',
    async (later) => {
      const accepted: string[] = []
      const hooks = engine(kind, (id) => {
        if (!later) return (accepted.push(id), { job: 1 })
        return Promise.resolve().then(() => (accepted.push(id), { job: 1 }))
      })
      hooks.on('point', { id: 'job', mode: 'background', handler: () => expect.unreachable() })
      const [given, untouched] = [payload(), payload()]
      const result = { waterfall: 'start', merge: {}, around: 'core', parallel: [undefined] }[kind as 'merge']
      expect(await outcomeOf(() => call(hooks, given))).toEqual({ ended: 'ok', result, later })
      expect(given).toEqual(untouched)
      expect(accepted).toEqual(['job'])
    },
  )

  test('what cannot be accepted fails the dispatch in the name of the handler', async () => {
    const full = new Error('queue full')
    const hooks = engine(kind, () => Promise.reject(full))
    hooks.on('point', { id: 'job', mode: 'background', handler: () => {} })
    const outcome = await outcomeOf(() => call(hooks, payload()))
    const error = 'error' in outcome ? (outcome.error as HookError) : undefined
    const [own] = error?.cause instanceof AggregateError ? (error.cause.errors as unknown[]) : [error]
    expect(own).toBeInstanceOf(HookError)
    expect(own).toMatchObject({ code: 'HOOK_FAILED', handler: 'job', cause: full })
  })
})
