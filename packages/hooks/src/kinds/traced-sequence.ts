import type { Run } from '../handler.ts'
import type { Call, Plan } from '../plan.ts'
import { withoutPrototypeKeys } from '../safe-keys.ts'
import { SequenceTrace } from '../sequence-trace.ts'
import type { Tracer } from '../trace.ts'
import { isThenable } from '../thenable.ts'
import type { SequenceRule } from './walk.ts'
import { proceeding } from './watched-walk.ts'

/** Compiles the same as `compileSequence`, with a trace that each dispatch writes; handlers are wrapped once for all of them. */
export function compileTracedSequence(plan: Plan, rule: SequenceRule, tracer: Tracer): Call {
  const tracedPlan = {
    ...plan,
    handlers: plan.handlers.map((run, index) => entering(run, plan.entries[index]?.id ?? '')),
  }
  const { handlers } = tracedPlan
  const count = handlers.length
  const proceed = proceeding(plan)
  const about = { plan, rule, tracer }

  return function dispatch(payload) {
    const trace = new SequenceTrace(about)
    let index = 0
    while (index < count) {
      try {
        for (; index < count; index++) {
          const handler = handlers[index] as Run
          const value = handler(payload, trace as never)
          if (value === undefined) continue
          if (isThenable(value)) return proceed({ plan: tracedPlan, course: trace, trace, payload, index }, value)
          if (trace.take(payload, value)) return withoutPrototypeKeys(value)
        }
      } catch (thrown) {
        trace.failed(index++, thrown)
      }
    }
    return trace.result(payload)
  }
}

/** @param run a handler of a sequence: it has no `next`, so the second argument is free for the trace */
function entering(run: Run, id: string): Run {
  return (payload, trace) => {
    ;(trace as unknown as SequenceTrace).enter(id)
    return run(payload)
  }
}
