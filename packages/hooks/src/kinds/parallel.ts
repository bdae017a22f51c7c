import { HookError } from '../errors.ts'
import type { Run } from '../handler.ts'
import { withLongStack } from '../long-stack.ts'
import type { Call, Plan } from '../plan.ts'
import { withoutPrototypeKeys } from '../safe-keys.ts'
import { isThenable } from '../thenable.ts'

/**
 * Compiles a dispatch that starts all handlers, in order, and ends when all have settled. Its result is the list of their
 * results; what failed is one `HOOK_FAILED_TOGETHER` whose cause is an `AggregateError` of `HookError`s.
 */
export function compileParallel(plan: Plan): Call {
  const { handlers } = plan
  return function dispatch(payload) {
    const results: unknown[] = Array.from({ length: handlers.length })
    const errors: unknown[] = []
    const waiting: Promise<void>[] = []
    const fail = (index: number, thrown: unknown): void => {
      try {
        plan.failed(index, thrown)
      } catch (error) {
        errors.push(error)
      }
    }
    for (let index = 0; index < handlers.length; index++) {
      try {
        const handler = handlers[index] as Run
        const value = handler(payload)
        if (isThenable(value)) waiting.push(settle({ plan, payload, index, results, fail }, value))
        else results[index] = withoutPrototypeKeys(value)
      } catch (thrown) {
        fail(index, thrown)
      }
    }
    return waiting.length === 0
      ? finish(plan, results, errors)
      : finishLater(waiting, () => finish(plan, results, errors))
  }
}

interface Part {
  readonly plan: Plan
  readonly payload: object
  readonly index: number
  readonly results: unknown[]
  readonly fail: (index: number, thrown: unknown) => void
}

/** Never rejects: what the handler rejects with, or its deadline, goes to `fail`. */
async function settle({ plan, payload, index, results, fail }: Part, pending: PromiseLike<unknown>): Promise<void> {
  try {
    const inTime = plan.deadline?.watch.within({ plan, payload, running: () => index }, pending) ?? pending
    results[index] = withoutPrototypeKeys(await inTime)
  } catch (thrown) {
    fail(index, thrown)
  }
}

async function finishLater(waiting: readonly Promise<void>[], done: () => unknown): Promise<unknown> {
  await Promise.all(waiting)
  return done()
}

function finish(plan: Plan, results: unknown[], errors: unknown[]): unknown {
  if (errors.length === 0) return results
  const message = `"${plan.hook}" failed in ${errors.length} of ${plan.entries.length} handlers`
  const cause = new AggregateError(errors, message)
  throw withLongStack(() => new HookError('HOOK_FAILED_TOGETHER', message, { hook: plan.hook, cause }))
}
