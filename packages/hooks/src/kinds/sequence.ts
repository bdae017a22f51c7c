import type { Run } from '../handler.ts'
import type { Call, Plan } from '../plan.ts'
import { isThenable } from '../thenable.ts'

/** What the kinds that run one handler after the other differ in. */
export interface SequenceRule {
  /** Takes in what a handler returned (never `undefined`). `true` ends the dispatch with that value. */
  readonly take: (payload: object, value: unknown) => boolean
  /** What the call returns when all handlers have run. */
  readonly result: (payload: object) => unknown
}

/**
 * Compiles a dispatch that runs handlers one after the other. It stays synchronous until a handler returns a thenable; from
 * there one async function awaits it and goes on with the rest, so that the caller's frames stay in the error's stack.
 */
export function compileSequence(plan: Plan, rule: SequenceRule): Call {
  const { handlers, failed } = plan
  const { take, result } = rule
  const count = handlers.length
  const proceed = plan.deadline === undefined ? unwatched(plan, rule) : watched(plan, rule)

  return function dispatch(payload) {
    let index = 0
    while (index < count) {
      try {
        for (; index < count; index++) {
          const handler = handlers[index] as Run
          const value = handler(payload)
          if (value === undefined) continue
          if (isThenable(value)) return proceed(payload, value, index)
          if (take(payload, value)) return value
        }
      } catch (thrown) {
        failed(index++, thrown)
      }
    }
    return result(payload)
  }
}

/** Goes on with a dispatch whose handler `index` returned the thenable `pending`. */
type Proceed = (payload: object, pending: PromiseLike<unknown>, index: number) => Promise<unknown>

/** How far an asynchronous dispatch has come. Abandoning it swaps `plan` and `rule`, so that what arrives later has no effect. */
interface Progress {
  plan: Plan
  rule: SequenceRule
  /** The handler that is awaited; `ended` when none is any more. */
  index: number
}

const ended = Number.MAX_SAFE_INTEGER

function unwatched(plan: Plan, rule: SequenceRule): Proceed {
  return (payload, pending, index) => walk({ plan, rule, index }, payload, pending)
}

/** @param pending what handler `progress.index` returned; `undefined` to go on with the one after it */
async function walk(progress: Progress, payload: object, pending: PromiseLike<unknown> | undefined): Promise<unknown> {
  let value: unknown = pending
  for (;;) {
    try {
      for (;;) {
        if (isThenable(value)) value = await value
        if (value !== undefined && progress.rule.take(payload, value)) break
        if (++progress.index >= progress.plan.handlers.length) return progress.rule.result(payload)
        const handler = progress.plan.handlers[progress.index] as Run
        value = handler(payload)
      }
      progress.index = ended
      return value
    } catch (thrown) {
      const index = progress.index
      progress.index = ended
      progress.plan.failed(index, thrown)
      progress.index = index
      value = undefined
    }
  }
}

/** What a dispatch that was given up goes on with: nothing to run, errors ignored, and a result that never comes. */
const abandonedPlan: Plan = { hook: '', entries: [], handlers: [], failed: () => {}, deadline: undefined }
const abandonedRule: SequenceRule = { take: () => false, result: () => new Promise(() => {}) }

/**
 * Proceeds under the deadlines of the handlers. The promise is resolved by nothing but its own resolving functions: V8 then
 * still finds the caller's frames behind it. A dispatch that has ended is dropped by the next sweep.
 */
function watched(plan: Plan, rule: SequenceRule): Proceed {
  const { deadline, failed } = plan
  if (deadline === undefined) return unwatched(plan, rule)
  return (payload, pending, first) =>
    new Promise((resolve, reject) => {
      let progress: Progress = { plan, rule, index: first }
      deadline.watch.add({
        plan,
        payload,
        running: () => progress.index,
        expired(index, error) {
          progress.plan = abandonedPlan
          progress.rule = abandonedRule
          progress = { plan, rule, index: ended }
          try {
            failed(index, error)
          } catch (stopping) {
            return reject(stopping)
          }
          progress.index = index
          walk(progress, payload, undefined).then(resolve, reject)
        },
      })
      walk(progress, payload, pending).then(resolve, reject)
    })
}
