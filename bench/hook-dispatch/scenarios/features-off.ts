import type { HookPoint, Hooks, Series } from '@crochet/hooks'
import type { Contender } from '../contender.ts'
import type { Points } from '../engines/crochet.ts'
import type { HandlerKind, Handlers, Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { attach, warmEngine } from './engine-with-points.ts'

/** Features that were never there against features that were there and have been removed; two of the former show the noise. */
export function featuresOff(kind: HandlerKind): Scenario {
  return {
    name: `off ${kind} x5`,
    async contenders(handlers) {
      const payload: Payload = { weight: 1 }
      const names = ['never had them', 'never had them either', 'had them, removed']
      const contenders: Contender[] = []
      for (const name of names) {
        const hooks = await warmEngine(handlers)
        const point = attach(hooks, 'measured', { kind, count: 5, deadline: 0, handlers })
        if (name === 'had them, removed') await useAndRemoveFeatures(hooks, point, handlers)
        contenders.push({ name, awaiting: 'promises', dispatch: () => point.call(payload), runs: 5 })
      }
      return contenders
    },
  }
}

async function useAndRemoveFeatures(
  hooks: Hooks<Points>,
  point: HookPoint<Series<Payload>>,
  handlers: Handlers,
): Promise<void> {
  const stopTrace = hooks.trace(() => {})
  const [sync, async] = [handlers.others('sync', 1)[0], handlers.others('async', 1)[0]]
  if (sync === undefined || async === undefined) return
  const removers = [
    hooks.on('bench:measured', { handler: sync, id: 'filtered', filter: { weight: 7 } }),
    hooks.on('bench:measured', { handler: async, id: 'limited', timeout: 1000 }),
  ]
  for (let i = 0; i < 1000; i++) await point.call({ weight: 1 })
  for (const remove of removers) remove()
  stopTrace()
}
