import { AsyncLocalStorage } from 'node:async_hooks'
import type { OperationRecord } from '@crochet/hooks'
import type { Contender } from '../contender.ts'
import type { HandlerKind, Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { attach, warmEngine } from './engine-with-points.ts'

const counts = [1, 5, 20]

/** Hook points that one write of a document calls: a trace is one record for each operation, so that is what is measured. */
export const dispatchesPerOperation = 12

/** The same operations in an engine that nobody listens to and in one with a sink. */
export function tracing(kind: HandlerKind): Scenario {
  return {
    name: `tracing ${kind}`,
    async contenders(handlers) {
      const payload: Payload = { weight: 1 }
      let records = 0
      const sink = (record: OperationRecord): void => void (records += record.dispatches.length)
      const contenders: Contender[] = []
      for (const state of ['off', 'on'] as const) {
        const hooks = await warmEngine(handlers, { scope: new AsyncLocalStorage() })
        if (state === 'on') hooks.trace(sink)
        for (const count of counts) {
          const point = attach(hooks, `measured ${count}`, { kind, count, deadline: 0, handlers })
          const synchronously = (): void => {
            for (let i = 0; i < dispatchesPerOperation; i++) void point.call(payload)
          }
          const oneByOne = async (): Promise<void> => {
            for (let i = 0; i < dispatchesPerOperation; i++) await point.call(payload)
          }
          contenders.push({
            name: `${state} x${count}`,
            awaiting: 'promises',
            dispatch: () => hooks.operation({ name: 'bench' }, kind === 'sync' ? synchronously : oneByOne),
            runs: count * dispatchesPerOperation,
          })
        }
      }
      return contenders
    },
  }
}
