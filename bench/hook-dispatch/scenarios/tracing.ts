import type { OperationRecord } from '@crochet/hooks'
import type { Contender } from '../contender.ts'
import type { HandlerKind, Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { attach, warmEngine } from './engine-with-points.ts'

const counts = [1, 5, 20]

/** The same hooks in an engine that nobody listens to and in one with a sink. Outside operations: a record for each dispatch. */
export function tracing(kind: HandlerKind): Scenario {
  return {
    name: `tracing ${kind}`,
    async contenders(handlers) {
      const payload: Payload = { weight: 1 }
      let records = 0
      const sink = (record: OperationRecord): void => void (records += record.dispatches.length)
      const contenders: Contender[] = []
      for (const state of ['off', 'on'] as const) {
        const hooks = await warmEngine(handlers)
        if (state === 'on') hooks.trace(sink)
        for (const count of counts) {
          const point = attach(hooks, `measured ${count}`, { kind, count, deadline: 0, handlers })
          contenders.push({
            name: `${state} x${count}`,
            awaiting: 'promises',
            dispatch: () => point.call(payload),
            runs: count,
          })
        }
      }
      return contenders
    },
  }
}
