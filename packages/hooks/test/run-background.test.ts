import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks, HookError, type BackgroundRunner, type Hooks, type Series } from '@crochet/hooks'
import { expect, test } from 'vitest'
import { ManualClock } from './manual-clock.ts'

interface Saved {
  id: string
}
type Points = { saved: Series<Saved>; 'posts:saved': Series<Saved> }

function engine(background: BackgroundRunner = () => {}, more: object = {}): Hooks<Points> {
  const hooks = createHooks<Points>({ background, ...more })
  hooks.define('saved', { kind: 'series', deadline: 1000 })
  hooks.define('posts:saved', { kind: 'series', includes: ['saved'] })
  return hooks
}

test('what was handed over says under which name the handler runs later, and with which retries', async () => {
  const handed: object[] = []
  const ran: Saved[] = []
  const hooks = engine(({ hook, id, retries, backoff, timeout }, payload) => {
    handed.push({ hook, id, retries, backoff, timeout, payload })
  })
  const backoff = { delay: 5, factor: 3 }
  const handler = (payload: Saved): unknown => ran.push(payload)
  hooks.on('saved', { id: 'mail', mode: 'background', retries: 2, backoff, timeout: 50, handler })
  await hooks.point('posts:saved').call({ id: '1' })
  expect(handed).toEqual([{ hook: 'saved', id: 'mail', retries: 2, backoff, timeout: 50, payload: { id: '1' } }])
  expect(ran).toEqual([])
  expect(hooks.runBackground({ name: 'saved', id: 'mail' }, { id: '1 again' })).toBe(1)
  expect(ran).toEqual([{ id: '1 again' }])
})

test('a handler that was replaced since runs in its new form; one that is gone is an error that names it', () => {
  const hooks = engine()
  hooks.on('saved', { id: 'mail', mode: 'background', handler: () => 'old' })
  const remove = hooks.on('saved', { id: 'mail', handler: () => 'new' })
  expect(hooks.runBackground({ name: 'saved', id: 'mail' }, {})).toBe('new')
  remove()
  expect(() => hooks.runBackground({ name: 'saved', id: 'mail' }, {})).toThrow(
    expect.objectContaining({ code: 'HOOK_UNKNOWN_HANDLER', hook: 'saved', handler: 'mail' }) as Error,
  )
})

test.each([false, true])('what it throws, or rejects with, is an error with its name (async: %s)', async (later) => {
  const hooks = engine()
  const cause = new Error('no')
  const handler = (): unknown => {
    if (later) return Promise.reject(cause)
    throw cause
  }
  hooks.on('saved', { id: 'mail', mode: 'background', handler })
  const call = async (): Promise<unknown> => hooks.runBackground({ name: 'saved', id: 'mail' }, {})
  const error = await call().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(HookError)
  expect(error).toMatchObject({ code: 'HOOK_FAILED', hook: 'saved', handler: 'mail', cause })
})

test('what it starts comes from it: the lineage goes on', () => {
  const hooks = engine(() => {}, { scope: new AsyncLocalStorage() })
  let chain: unknown
  const handler = (): void =>
    hooks.operation({ name: 'inner' }, ({ parent, startedBy }) => {
      chain = [parent?.name, startedBy?.id]
    })
  hooks.on('saved', { id: 'mail', mode: 'background', handler })
  hooks.operation({ name: 'job' }, () => hooks.runBackground({ name: 'saved', id: 'mail' }, {}))
  expect(chain).toEqual(['job', 'mail'])
})

test('its own timeout is for the work, not for handing over: that has the deadline of the hook point', async () => {
  const clock = new ManualClock()
  const handover = Promise.withResolvers<void>()
  const hooks = engine(() => handover.promise, { clock, slow: () => {} })
  hooks.on('saved', { id: 'mail', mode: 'background', timeout: 10, handler: () => {} })
  const call = Promise.resolve(hooks.point('saved').call({ id: '1' })).then(() => 'handed over')
  await clock.advance(500)
  handover.resolve()
  expect(await call).toBe('handed over')
})

test.each([
  [{ retries: -1 }, /retries/],
  [{ retries: 1.5 }, /retries/],
  [{ backoff: 'soon' }, /backoff/],
  [{ backoff: { speed: 1 } }, /backoff/],
  [{ mode: 'inline', retries: 1 }, /goes with `mode: "background"`/],
])('%j is refused', (more, message) => {
  const record = { mode: 'background', handler: () => {}, ...more } as { handler: () => void }
  expect(() => engine().on('saved', record)).toThrow(message)
})
