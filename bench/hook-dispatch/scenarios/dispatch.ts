import { enginesFor } from '../engines/all.ts'
import type { HandlerKind } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { warmUp } from '../warm-up.ts'

/** The question of this benchmark: the same handlers, run by hand and by every engine. */
export const dispatchScenarios: Scenario[] = [
  dispatch('sync', 0),
  ...[1, 5, 20].map((count) => dispatch('sync', count)),
  ...[1, 5, 20].map((count) => dispatch('async', count)),
]

function dispatch(kind: HandlerKind, count: number): Scenario {
  return {
    name: `${kind} x${count}`,
    async contenders(handlers) {
      const contenders = []
      for (const engine of enginesFor(kind)) {
        await warmUp(engine, handlers)
        contenders.push({
          name: engine.name,
          awaiting: engine.awaiting,
          dispatch: engine.prepare('measured', handlers.measured(kind, count)),
          runs: count,
        })
      }
      return contenders
    },
  }
}
