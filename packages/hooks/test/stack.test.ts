import { HookError } from '@crochet/hooks'
import { describe, expect, test } from 'vitest'
import { kinds, named, payload, Rig, switches, type Handler } from './rig.ts'
import { turn } from './manual-clock.ts'
import { expectNothingUnhandled } from './unhandled.ts'

expectNothingUnhandled()

const features = switches('trace', 'deadline', 'scope', 'filter').map((on) => [named(on), on] as const)

const failures: Record<string, Handler> = {
  'throws at once': () => {
    throw new Error('refused')
  },
  'throws after an await': async () => {
    await turn()
    throw new Error('refused')
  },
  'returns a rejected promise': () => Promise.reject(new Error('refused')),
}

async function callerOfThePoint(rig: Rig): Promise<unknown> {
  return await rig.call(payload())
}

async function errorOf(rig: Rig): Promise<HookError> {
  try {
    await callerOfThePoint(rig)
  } catch (error) {
    return error as HookError
  }
  throw new Error('the dispatch did not fail')
}

describe.each(kinds)('%s', (kind) => {
  describe.each(
    features.flatMap(([title, on]) => ['first', 'second'].map((position) => [title, position, on] as const)),
  )('%s, %s of the handlers', (_, position, on) => {
    test.each(Object.keys(failures))('the stack shows the caller when a handler %s', async (how) => {
      const rig = new Rig(kind, on)
      const filter = on.filter ? { filter: { topic: 'wanted' } } : {}
      const harmless: Handler = kind === 'around' ? async (_payload, next) => await next() : async () => undefined
      if (position === 'second') rig.on('harmless', harmless, filter)
      rig.on('bad', failures[how] as Handler, filter)
      const error = await errorOf(rig)
      expect(error).toBeInstanceOf(HookError)
      expect(error.stack).toContain('callerOfThePoint')
      expect(error.stack).toMatch(/^HookError: "point" failed /)
    })
  })
})
