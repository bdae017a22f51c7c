import { describe, expect, test } from 'vitest'
import { codeOf, coreOf, dispatch } from './core.ts'
import { unreadable } from './hostile.ts'
import { named, outcomeOf, Rig, switches } from './rig.ts'
import { turn } from './manual-clock.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const features = switches('trace', 'deadline').map((on) => [named(on), on] as const)

describe.each(features)('around, %s', (_, on) => {
  test('a handler that does not call next() answers in place of what lies inside', async () => {
    const rig = new Rig('around', on)
    rig.on('outer', async (_payload, next) => `outer(${String(await next())})`)
    rig.on('answers', () => 'answer')
    rig.on('inner', () => expect.unreachable())
    const core = coreOf(() => 'core')
    expect(await dispatch(rig, core)).toBe('outer(answer)')
    expect(core.calls).toBe(0)
  })

  test('what the core throws passes through handlers unchanged, synchronous or not', async () => {
    for (const later of [false, true]) {
      const rig = new Rig('around', on)
      rig.on('a', (_payload, next) => next())
      rig.on('b', later ? async (_payload, next) => await next() : (_payload, next) => next())
      const refused = new Error('core')
      const core = coreOf(() => {
        throw refused
      })
      expect(await outcomeOf(() => dispatch(rig, core))).toEqual({ ended: 'error', error: refused, later })
      expect(rig.reported).toEqual([])
    }
  })

  test('a handler may catch what fails inside, and answer', async () => {
    const rig = new Rig('around', on)
    rig.on('catches', async (_payload, next) => {
      try {
        return await next()
      } catch (error) {
        return codeOf(error)
      }
    })
    rig.on('fails', () => {
      throw new Error('inside')
    })
    expect(
      await dispatch(
        rig,
        coreOf(() => 'core'),
      ),
    ).toBe('HOOK_FAILED')
  })

  test.each([false, true])('next() called twice is refused and the core runs once (caught: %s)', async (caught) => {
    const rig = new Rig('around', on)
    let second: unknown
    rig.on('twice', (_payload, next) => {
      const result = next()
      try {
        next()
      } catch (error) {
        second = error
        if (!caught) throw error
      }
      return result
    })
    const core = coreOf(() => 'core')
    const outcome = await outcomeOf(() => dispatch(rig, core))
    expect(core.calls).toBe(1)
    expect(second).toMatchObject({ code: 'HOOK_NEXT_TWICE', hook: 'point', handler: 'twice' })
    expect(outcome).toEqual(
      caught ? { ended: 'ok', result: 'core', later: false } : { ended: 'error', error: second, later: false },
    )
  })

  test.each([0, 1])(
    'next() called twice by an isolated handler is reported and the first result counts (%s)',
    async (waits) => {
      const rig = new Rig('around', { ...on, onError: 'isolate' })
      rig.on('twice', async (_payload, next) => {
        if (waits > 0) await next()
        else void next()
        return next()
      })
      const core = coreOf(async () => 'core')
      expect(await dispatch(rig, core)).toBe('core')
      expect(core.calls).toBe(1)
      expect(rig.reported.map(codeOf)).toEqual(['HOOK_NEXT_TWICE'])
    },
  )

  test.each([false, true])(
    'a dispatch whose handler floats next() ends when the inside has ended (async: %s)',
    async (later) => {
      const rig = new Rig('around', on)
      rig.on(
        'floats',
        later ? async (_payload, next) => (void next(), 'floated') : (_payload, next) => (void next(), 'floated'),
      )
      const inside = Promise.withResolvers<string>()
      const ended: string[] = []
      const result = Promise.resolve(
        dispatch(
          rig,
          coreOf(() => inside.promise.then(() => ended.push('core'))),
        ),
      )
      const seen = result.then((value) => ended.push(`dispatch: ${String(value)}`))
      await turn()
      expect(ended).toEqual([])
      inside.resolve('done')
      await seen
      expect(ended).toEqual(['core', 'dispatch: floated'])
    },
  )

  test.each([false, true])('what fails in a floated next() fails the dispatch (async: %s)', async (later) => {
    const rig = new Rig('around', on)
    rig.on(
      'floats',
      later ? async (_payload, next) => (void next(), 'floated') : (_payload, next) => (void next(), 'floated'),
    )
    const refused = new Error('core')
    const core = coreOf(async () => {
      await turn()
      throw refused
    })
    expect(await outcomeOf(() => dispatch(rig, core))).toMatchObject({ ended: 'error', error: refused })
  })

  test('what fails in a floated next() while the handler still runs counts as caught by it, and is never unhandled', async () => {
    const rig = new Rig('around', on)
    rig.on('floats', async (_payload, next) => {
      void next()
      await turn()
      await turn()
      return 'floated'
    })
    const core = coreOf(() => Promise.reject(new Error('core')))
    expect(await dispatch(rig, core)).toBe('floated')
    expect(core.calls).toBe(1)
    expect(rig.reported).toEqual([])
  })

  test.each([false, true])(
    'a handler that fails while next() is under way: the dispatch fails when the inside has ended (async: %s)',
    async (later) => {
      const rig = new Rig('around', on)
      const refused = new Error('handler')
      const fail = (): never => {
        throw refused
      }
      rig.on(
        'floats',
        later ? async (_payload, next) => (void next(), fail()) : (_payload, next) => (void next(), fail()),
      )
      const inside = Promise.withResolvers<string>()
      const ended: string[] = []
      const outcome = outcomeOf(() =>
        dispatch(
          rig,
          coreOf(() => inside.promise.finally(() => ended.push('core'))),
        ),
      )
      const seen = outcome.then(({ ended: how }) => ended.push(how))
      await turn()
      expect(ended).toEqual([])
      inside.reject(new Error('inside'))
      await seen
      expect(ended).toEqual(['core', 'error'])
      expect(await outcome).toMatchObject({ error: { code: 'HOOK_FAILED', handler: 'floats', cause: refused } })
    },
  )

  test.each([false, true])(
    'an isolated handler that fails while next() is under way: the inside decides (async: %s)',
    async (later) => {
      const rig = new Rig('around', { ...on, onError: 'isolate' })
      const fail = (): never => {
        throw new Error('handler')
      }
      rig.on(
        'floats',
        later ? async (_payload, next) => (void next(), fail()) : (_payload, next) => (void next(), fail()),
      )
      expect(
        await dispatch(
          rig,
          coreOf(async () => 'core'),
        ),
      ).toBe('core')
      expect(rig.reported.map(codeOf)).toEqual(['HOOK_FAILED'])
    },
  )

  test.each(['returned', 'resolved', 'threw', 'rejected'])(
    'next() called after the handler %s is refused',
    async (how) => {
      const rig = new Rig('around', { ...on, onError: 'isolate' })
      let late: (() => unknown) | undefined
      rig.on('late', (_payload, next) => {
        late = next
        if (how === 'threw') throw new Error('handler')
        if (how === 'rejected') return Promise.reject(new Error('handler'))
        return how === 'resolved' ? Promise.resolve('answer') : 'answer'
      })
      const core = coreOf(() => 'core')
      const failed = how === 'threw' || how === 'rejected'
      expect(await dispatch(rig, core)).toBe(failed ? 'core' : 'answer')
      const ran = core.calls
      expect(late).toThrow(expect.objectContaining({ code: 'HOOK_NEXT_LATE', handler: 'late' }) as Error)
      expect(core.calls).toBe(ran)
      expect(ran).toBe(failed ? 1 : 0)
    },
  )

  test('next() called from within itself is refused', () => {
    const rig = new Rig('around', on)
    let again: (() => unknown) | undefined
    rig.on('outer', (_payload, next) => (again = next)())
    const core = coreOf(() => again?.())
    expect(() => dispatch(rig, core)).toThrow(expect.objectContaining({ code: 'HOOK_NEXT_TWICE' }) as Error)
    expect(core.calls).toBe(1)
  })

  test('a handler that returns an object whose `then` cannot be read has failed, and the core runs at most once', async () => {
    const thrown = new Error('then read')
    const odd = unreadable(thrown)
    const rig = new Rig('around', { ...on, onError: 'isolate' })
    rig.on('odd', (_payload, next) => (next(), odd))
    const core = coreOf(() => 'core')
    expect(await dispatch(rig, core)).toBe('core')
    expect(core.calls).toBe(1)
    expect(rig.reported).toMatchObject([{ code: 'HOOK_FAILED', handler: 'odd', cause: thrown }])
  })

  test('a core whose result cannot be asked for `then` fails once, unchanged, and is not run again', async () => {
    const thrown = new Error('then read')
    const odd = unreadable(thrown)
    const rig = new Rig('around', { ...on, onError: 'isolate' })
    rig.on('passes', (_payload, next) => next())
    const core = coreOf(() => odd)
    expect(await outcomeOf(() => dispatch(rig, core))).toMatchObject({ ended: 'error', error: thrown })
    expect(core.calls).toBe(1)
    expect(rig.reported).toEqual([])
  })
})
