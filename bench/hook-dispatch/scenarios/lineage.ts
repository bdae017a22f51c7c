import { AsyncLocalStorage } from 'node:async_hooks'
import type { Contender } from '../contender.ts'
import type { HandlerKind, Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { attach, warmEngine } from './engine-with-points.ts'

const counts = [1, 5, 20]

/** What the loop guard costs: an engine with a scope, outside operations and inside one; and an operation by itself. */
export function lineage(kind: HandlerKind): Scenario {
  return {
    name: `lineage ${kind}`,
    async contenders(handlers) {
      const payload: Payload = { weight: 1 }
      const contenders: Contender[] = []
      for (const state of ['no scope', 'outside operations', 'in an operation'] as const) {
        const hooks = await warmEngine(handlers, state === 'no scope' ? {} : { scope: new AsyncLocalStorage() })
        const within: Contender['within'] = (round) => hooks.operation({ name: 'bench' }, round)
        for (const count of counts) {
          const point = attach(hooks, `measured ${count}`, { kind, count, deadline: 0, handlers })
          contenders.push({
            name: `${state} x${count}`,
            awaiting: 'promises',
            dispatch: () => point.call(payload),
            runs: count,
            ...(state === 'in an operation' ? { within } : {}),
          })
        }
        if (state !== 'in an operation') continue
        const dispatch = (): unknown => hooks.operation({ name: 'bench' }, () => undefined)
        contenders.push({ name: 'an operation without dispatch', awaiting: 'promises', dispatch, runs: 0 })
      }
      return contenders
    },
  }
}
