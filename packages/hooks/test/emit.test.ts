import { createHooks, HookError, type Series } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { thrownThings } from './hostile.ts'
import { turn } from './manual-clock.ts'
import { handlerOf } from './model.ts'
import { kinds, limit, named, payload, Rig, switches } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const features = switches('trace', 'deadline').map((on) => [named(on), on] as const)

describe.each(kinds)('%s', (kind) => {
  describe.each(features)('%s', (_, on) => {
    test.each(['stop', 'isolate'] as const)(
      'emit() never throws and reports each failure once (%s)',
      async (onError) => {
        for (const make of Object.values(thrownThings)) {
          for (const later of [false, true]) {
            const rig = new Rig(kind, { ...on, onError })
            const thrown = make()
            rig.on('bad', () => {
              if (later) return Promise.reject(thrown)
              throw thrown
            })
            expect(rig.point.emit(payload())).toBeUndefined()
            await turn()
            expect(rig.reported).toHaveLength(1)
            const [reported] = rig.reported
            const own =
              reported?.code === 'HOOK_FAILED_TOGETHER' ? (reported.cause as AggregateError).errors[0] : reported
            expect(own).toBeInstanceOf(HookError)
            expect(Object.is((own as HookError).cause, thrown)).toBe(true)
          }
        }
      },
    )

    test('emit() runs the handlers and gives nothing', async () => {
      const rig = new Rig(kind, on)
      rig.on('a', handlerOf(kind, { id: 'a', later: true }))
      const given = payload()
      expect(rig.point.emit(given)).toBeUndefined()
      await turn()
      expect(given.log).toEqual(['a in', 'a out'])
      expect(rig.reported).toEqual([])
    })
  })

  test('a handler that hangs is reported when its deadline has passed', async () => {
    const rig = new Rig(kind, { deadline: true })
    rig.on('hangs', () => new Promise(() => {}))
    rig.point.emit(payload())
    rig.clock.advance(limit + 20)
    await turn()
    expect(rig.reported).toHaveLength(1)
  })

  test('without handlers emit() does nothing', () => {
    expect(() => new Rig(kind).point.emit(payload())).not.toThrow()
  })
})

describe('sinks of the host', () => {
  test.each(['throws', 'rejects'])('a report that %s changes nothing', async (how) => {
    const complaints = await consoleErrors(async () => {
      const hooks = createHooks<{ point: Series<object> }>({
        report: () => {
          if (how === 'throws') throw new Error('report')
          return Promise.reject(new Error('report')) as unknown as undefined
        },
      })
      hooks.define('point', { kind: 'series', onError: 'isolate' })
      hooks.on('point', () => {
        throw new Error('handler')
      })
      expect(hooks.point('point').call({})).toBeUndefined()
      await turn()
    })
    expect(complaints).toMatchObject([[{ message: 'report' }]])
  })

  test('without a report of the host, failures go to the console', async () => {
    const complaints = await consoleErrors(async () => {
      const hooks = createHooks<{ point: Series<object> }>()
      hooks.define('point', { kind: 'series', onError: 'isolate' })
      hooks.on('point', () => {
        throw new Error('handler')
      })
      await hooks.point('point').call({})
    })
    expect(complaints).toMatchObject([[{ code: 'HOOK_FAILED' }]])
  })
})

/** What is written with `console.error` while `work` runs. */
async function consoleErrors(work: () => Promise<void>): Promise<unknown[][]> {
  const original = console.error
  const written: unknown[][] = []
  console.error = (...values: unknown[]) => void written.push(values)
  try {
    await work()
  } finally {
    console.error = original
  }
  return written
}
