import { createHooks, type HookError, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { kinds, outcomeOf, payload, Rig, type Payload } from './rig.ts'

const search = { source: 'module', name: 'search' } as const

describe.each(kinds)('%s', (kind) => {
  test.each([{}, { trace: true }, { deadline: true }])(
    'a dispatch under way ends on the old handlers; idle waits for it (%o)',
    async (features) => {
      const rig = new Rig(kind, features)
      const former = rig.hooks.from(search, { swappable: true })
      const gate = Promise.withResolvers<void>()
      const handler =
        (text: string) =>
        async ({ log }: Payload, next: () => unknown): Promise<unknown> => {
          log.push(`${text} in`)
          if (text === 'slow') await gate.promise
          const inner: unknown = kind === 'around' ? await next() : undefined
          log.push(`${text} out`)
          return inner
        }
      // For `around` it must be the outermost: what comes after it is then called after the swap.
      rig.on('slow', handler('slow'))
      former.on('point', { id: 'a', handler: handler('old') as never })
      const given = payload()
      const running = outcomeOf(() => rig.call(given))
      const next = rig.hooks.stage(search, { replaces: former })
      next.on('point', { id: 'a', handler: handler('new') as never })
      rig.hooks.swap([next])
      let idle = false
      const isIdle = former.idle().then(() => (idle = true))
      await Promise.resolve()
      expect(idle).toBe(false)
      gate.resolve()
      expect(await running).toMatchObject({ ended: 'ok' })
      await isIdle
      expect(given.log).toContain('old out')
      expect(given.log).not.toContain('new in')
      const after = payload()
      await outcomeOf(() => rig.call(after))
      expect(after.log).toContain('new out')
      expect(after.log).not.toContain('old in')
      await next.idle()
    },
  )
})

test('idle sees dispatches that nobody waits for, that fail, and that a filter has picked', async () => {
  const { promise: reported, resolve: report } = Promise.withResolvers<HookError>()
  const hooks = createHooks<{ point: Series<{ log: string[] }> }>({ report })
  hooks.define('point', { kind: 'series' })
  const view = hooks.from(search, { swappable: true })
  const gate = Promise.withResolvers<void>()
  view.on('point', { id: 'a', filter: { log: 'never' as never }, handler: () => gate.promise })
  hooks.point('point').emit({ log: [] })
  await view.idle()
  view.on('point', { id: 'b', handler: () => gate.promise })
  hooks.point('point').emit({ log: [] })
  const idle = view.idle().then(() => 'idle')
  expect(await Promise.race([idle, Promise.resolve('busy')])).toBe('busy')
  gate.reject(new Error('late'))
  await idle
  expect(await reported).toMatchObject({ code: 'HOOK_FAILED', handler: 'b' })
})
