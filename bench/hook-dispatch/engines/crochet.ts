import { createHooks, type Hooks, type HookPoint, type Series } from '@crochet/hooks'
import type { Engine } from '../contender.ts'
import type { Payload } from '../handlers.ts'

export type Points = Record<`bench:${string}`, Series<Payload>>
export type Point = HookPoint<Series<Payload>>

const payload: Payload = { weight: 1 }

/** The engine with every feature off, called as hosts call it: not at all when nobody listens. */
export function crochet(hooks: Hooks<Points> = createHooks<Points>(), name = 'Crochet'): Engine {
  return {
    name,
    awaiting: 'promises',
    prepare(hook, handlers) {
      const point = hooks.define(`bench:${hook}`, { kind: 'series', deadline: 0 })
      for (const handler of handlers) hooks.on(`bench:${hook}`, handler)
      return () => (point.used ? point.call(payload) : undefined)
    },
  }
}
