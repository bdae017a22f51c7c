import { describe, expect, test } from 'vitest'
import { handlerOf } from './model.ts'
import { kinds, named, outcomeOf, payload, Rig, switches, type Handler, type Payload } from './rig.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const features = switches('trace', 'deadline', 'scope').map((on) => [named(on), on] as const)

/** Which handlers began, in order. */
const began = ({ log }: Payload): string[] =>
  log.filter((entry) => entry.endsWith(' in')).map((entry) => entry.slice(0, -3))

describe.each(kinds)('%s', (kind) => {
  describe.each(features)('%s', (_, on) => {
    test.each([false, true])(
      'a running dispatch keeps its handlers, the next one sees the change (async: %s)',
      async (later) => {
        const rig = new Rig(kind, on)
        const normal = handlerOf(kind, { id: 'changes', later })
        const changes: Handler = (given, next) => {
          removeVictim()
          removeItself()
          rig.on('replaced', handlerOf(kind, { id: 'replacement', later }))
          rig.on('added', handlerOf(kind, { id: 'added', later }))
          return normal(given, next)
        }
        const removeItself = rig.on('changes', changes)
        const removeVictim = rig.on('victim', handlerOf(kind, { id: 'victim', later }))
        rig.on('replaced', handlerOf(kind, { id: 'replaced', later }))
        rig.on('last', handlerOf(kind, { id: 'last', later }))

        const [during, afterwards] = [payload(), payload()]
        expect(await outcomeOf(() => rig.call(during))).toMatchObject({ ended: 'ok', later })
        expect(await outcomeOf(() => rig.call(afterwards))).toMatchObject({ ended: 'ok', later })
        expect(began(during)).toEqual(['changes', 'victim', 'replaced', 'last'])
        expect(began(afterwards)).toEqual(['replacement', 'last', 'added'])
      },
    )

    test.each([false, true])('a handler may remove every handler, itself included (async: %s)', async (later) => {
      const rig = new Rig(kind, on)
      const removers: (() => void)[] = []
      const normal = handlerOf(kind, { id: 'clears', later })
      removers.push(
        rig.on('clears', (given, next) => {
          for (const remove of removers) remove()
          return normal(given, next)
        }),
      )
      removers.push(rig.on('last', handlerOf(kind, { id: 'last', later })))
      const given = payload()
      await outcomeOf(() => rig.call(given))
      expect(began(given)).toEqual(['clears', 'last'])
      expect(rig.point.used).toBe(false)
    })

    test.each([false, true])('a handler may call its own hook point again (async: %s)', async (later) => {
      const rig = new Rig(kind, { ...on, scope: false })
      const depths: number[] = []
      const normal = handlerOf(kind, { id: 'again', later })
      const again: Handler = (given, next) => {
        depths.push(depths.length)
        if (depths.length >= 50) return normal(given, next)
        const inner = rig.call(payload())
        return inner instanceof Promise ? inner.then(() => normal(given, next)) : normal(given, next)
      }
      rig.on('again', again)
      expect(await outcomeOf(() => rig.call(payload()))).toMatchObject({ ended: 'ok', later })
      expect(depths).toHaveLength(50)
      expect(rig.reported).toEqual([])
    })
  })
})
