import { HookPayload } from '@crochet/hooks'
import type { Contender } from '../contender.ts'
import type { Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { attach, warmEngine } from './engine-with-points.ts'

const kinds = ['sync', 'async'] as const
const counts = [1, 5, 20]

class BenchPayload extends HookPayload implements Payload {
  readonly weight = 1
}

/** Payloads are made for each dispatch, as hosts do, both with a deadline and without. */
export function deadlines(payloads: 'HookPayload' | 'plain'): Scenario {
  return {
    name: `deadline ${payloads}`,
    async contenders(handlers) {
      const make = payloads === 'plain' ? (): Payload => ({ weight: 1 }) : (): Payload => new BenchPayload()
      const contenders: Contender[] = []
      for (const [state, deadline] of [
        ['off', 0],
        ['on', 30_000],
      ] as const) {
        const hooks = await warmEngine(handlers)
        for (const kind of kinds) {
          for (const count of counts) {
            const point = attach(hooks, `measured ${kind} ${count}`, { kind, count, deadline, handlers })
            const dispatch = (): unknown => point.call(make())
            contenders.push({ name: `${state} ${kind} x${count}`, awaiting: 'promises', dispatch, runs: count })
          }
        }
      }
      return contenders
    },
  }
}
