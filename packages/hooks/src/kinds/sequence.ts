import type { Run } from '../handler.ts'
import type { Call, Plan } from '../plan.ts'
import { withoutPrototypeKeys } from '../safe-keys.ts'
import { isThenable } from '../thenable.ts'
import type { SequenceRule } from './walk.ts'
import { proceeding } from './watched-walk.ts'

/**
 * Compiles a dispatch that runs handlers one after the other. It stays synchronous until a handler returns a thenable; from
 * there one async function goes on with the rest (`walk.ts`).
 */
export function compileSequence(plan: Plan, { take, result }: SequenceRule): Call {
  const { handlers, failed } = plan
  const count = handlers.length
  const course = { take, result, failed }
  const proceed = proceeding(plan)

  return function dispatch(payload) {
    let index = 0
    while (index < count) {
      try {
        for (; index < count; index++) {
          const handler = handlers[index] as Run
          const value = handler(payload)
          if (value === undefined) continue
          if (isThenable(value)) return proceed({ plan, course, trace: undefined, payload, index }, value)
          if (take(payload, value)) return withoutPrototypeKeys(value)
        }
      } catch (thrown) {
        failed(index++, thrown)
      }
    }
    return result(payload)
  }
}
