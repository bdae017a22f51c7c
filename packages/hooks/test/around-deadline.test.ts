import { describe, expect, test } from 'vitest'
import { codeOf, coreOf, dispatch } from './core.ts'
import { turn } from './manual-clock.ts'
import { limit, outcomeOf, Rig } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

describe.each([false, true])('around under a deadline, trace %s', (trace) => {
  const on = { deadline: true, trace }

  test('next() called after the deadline does not run the core', async () => {
    const rig = new Rig('around', on)
    const gate = Promise.withResolvers<void>()
    let late: unknown
    rig.on('slow', async (_payload, next) => {
      await gate.promise
      try {
        return next()
      } catch (error) {
        late = error
        throw error
      }
    })
    const core = coreOf(() => 'core')
    const outcome = outcomeOf(() => dispatch(rig, core))
    rig.clock.advance(limit + 20)
    expect(await outcome).toMatchObject({ error: { code: 'HOOK_TIMEOUT', handler: 'slow' }, later: true })
    gate.resolve()
    await turn()
    expect(codeOf(late)).toBe('HOOK_TIMEOUT')
    expect(core.calls).toBe(0)
  })

  test.each(['in the listener', 'after the rejection it causes'])(
    'next() called because `signal` was aborted, %s, does not run the core',
    async (how) => {
      const rig = new Rig('around', on)
      rig.on('slow', async ({ signal }, next) => {
        const aborted = Promise.withResolvers<void>()
        signal?.addEventListener('abort', () => {
          if (how === 'after the rejection it causes') return aborted.reject(signal.reason)
          try {
            next()
          } catch {
            aborted.resolve()
          }
        })
        await aborted.promise.catch(() => {})
        return next()
      })
      const core = coreOf(() => 'core')
      const outcome = outcomeOf(() => dispatch(rig, core))
      rig.clock.advance(limit + 20)
      expect(await outcome).toMatchObject({ error: { code: 'HOOK_TIMEOUT' } })
      await turn()
      expect(core.calls).toBe(0)
    },
  )

  test('an isolated handler that misses its deadline is passed over, and its own next() comes too late', async () => {
    const rig = new Rig('around', { ...on, onError: 'isolate' })
    const gate = Promise.withResolvers<void>()
    rig.on('slow', async (_payload, next) => {
      await gate.promise
      return next()
    })
    const core = coreOf(() => 'core')
    const result = Promise.resolve(dispatch(rig, core))
    rig.clock.advance(limit + 20)
    expect(await result).toBe('core')
    gate.resolve()
    await turn()
    expect(core.calls).toBe(1)
    expect(rig.reported.map(codeOf)).toEqual(['HOOK_TIMEOUT'])
  })

  test('time that passes inside next() is nobody’s', async () => {
    const rig = new Rig('around', on)
    rig.on('outer', async (_payload, next) => `outer(${String(await next())})`)
    const inside = Promise.withResolvers<string>()
    const result = Promise.resolve(
      dispatch(
        rig,
        coreOf(() => inside.promise),
      ),
    )
    rig.clock.advance(limit * 5)
    inside.resolve('core')
    expect(await result).toBe('outer(core)')
    expect(rig.slow).toEqual([])
  })

  test('a handler’s time before and after next() is one time, and the time between does not count', async () => {
    for (const [after, ended] of [
      [limit / 2 - 50, 'ok'],
      [limit / 2 + 50, 'error'],
    ] as const) {
      const rig = new Rig('around', on)
      const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      rig.on('outer', async (_payload, next) => {
        await gates[0]?.promise
        const result = await next()
        await gates[2]?.promise
        return result
      })
      const outcome = outcomeOf(() =>
        dispatch(
          rig,
          coreOf(() => gates[1]?.promise),
        ),
      )
      for (const [index, ms] of [limit / 2, limit * 3, after].entries()) {
        rig.clock.advance(ms)
        gates[index]?.resolve()
        await turn()
      }
      expect(await outcome).toMatchObject({ ended })
    }
  })

  test('an inner handler that misses its deadline fails the dispatch in its own name', async () => {
    const rig = new Rig('around', on)
    rig.on('outer', async (_payload, next) => await next())
    rig.on('inner', () => new Promise(() => {}))
    const outcome = outcomeOf(() =>
      dispatch(
        rig,
        coreOf(() => 'core'),
      ),
    )
    rig.clock.advance(limit * 2)
    expect(await outcome).toMatchObject({ error: { code: 'HOOK_TIMEOUT', handler: 'inner' } })
    expect(rig.slow.map(({ handler }) => handler)).toEqual(['inner'])
  })
})
