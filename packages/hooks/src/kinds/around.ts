import { HookError } from '../errors.ts'
import { describeEntry, type Entry, type Run } from '../handler.ts'
import type { Call, Plan } from '../plan.ts'
import { isThenable } from '../thenable.ts'

/**
 * Compiles a middleware dispatch: handler 0 is outermost, the `core` that the caller gives is innermost. A handler that does
 * not call `next()` answers in place of what lies inside. What fails inside passes through the handlers unchanged; only a
 * handler's own failure is wrapped. A level ends when its handler *and* what it started with `next()` have ended.
 */
export function compileAround(plan: Plan): Call {
  return (payload, core) => enter({ plan, payload, core: core ?? nothing }, 0)
}

const nothing = (): unknown => undefined

/** The handler's time stands still while what lies inside runs. */
const nobodysTime = -1

interface Dispatch {
  readonly plan: Plan
  readonly payload: object
  readonly core: () => unknown
}

/** What became of `next()` at one level. */
type Inside =
  | { state: 'not called' }
  | { state: 'pending'; result: Promise<unknown> }
  | { state: 'done'; result: unknown }
  | { state: 'failed'; error: unknown }

interface Level {
  readonly index: number
  inside: Inside
  /** Set once the handler's deadline has passed: a `next()` that comes later must not run what lies inside. */
  closed: HookError | undefined
}

function enter(dispatch: Dispatch, index: number): unknown {
  const { plan, payload } = dispatch
  const handler = plan.handlers[index] as Run | undefined
  if (handler === undefined) return dispatch.core()
  const level: Level = { index, inside: { state: 'not called' }, closed: undefined }
  let result: unknown
  try {
    result = handler(payload, () => next(dispatch, level))
  } catch (thrown) {
    return recover(dispatch, level, thrown)
  }
  if (isThenable(result)) return leave(dispatch, level, result)
  return level.inside.state === 'pending' ? after(level.inside.result, result) : result
}

function next(dispatch: Dispatch, level: Level): unknown {
  const entry = dispatch.plan.entries[level.index] as Entry
  if (level.closed !== undefined) throw level.closed
  if (level.inside.state !== 'not called') throw calledTwice(dispatch.plan.hook, entry)
  let result: unknown
  try {
    result = enter(dispatch, level.index + 1)
  } catch (error) {
    level.inside = { state: 'failed', error }
    throw error
  }
  if (!isThenable(result)) {
    level.inside = { state: 'done', result }
    return result
  }
  const pending = Promise.resolve(result)
  level.inside = { state: 'pending', result: pending }
  pending.then(
    (value) => (level.inside = { state: 'done', result: value }),
    (error: unknown) => (level.inside = { state: 'failed', error }),
  )
  return pending
}

async function leave(dispatch: Dispatch, level: Level, pending: PromiseLike<unknown>): Promise<unknown> {
  let result: unknown
  try {
    const { plan, payload } = dispatch
    const running = (): number => (level.inside.state === 'pending' ? nobodysTime : level.index)
    result = await (plan.deadline?.watch.within({ plan, payload, running }, pending) ?? pending)
  } catch (thrown) {
    if (thrown instanceof HookError && thrown.code === 'HOOK_TIMEOUT') level.closed = thrown
    return recover(dispatch, level, thrown)
  }
  if (level.inside.state === 'pending') await level.inside.result
  return result
}

/** Ends with `result` once what lies inside has ended, and fails as it fails. */
async function after(inside: Promise<unknown>, result: unknown): Promise<unknown> {
  await inside
  return result
}

/** Passes on what failed inside; else lets the plan decide, and an isolated handler counts as if it were not there. */
function recover(dispatch: Dispatch, level: Level, thrown: unknown): unknown {
  const { inside } = level
  if (inside.state === 'failed' && inside.error === thrown) throw thrown
  dispatch.plan.failed(level.index, thrown)
  switch (inside.state) {
    case 'not called':
      return enter(dispatch, level.index + 1)
    case 'pending':
    case 'done':
      return inside.result
    case 'failed':
      throw inside.error
  }
}

function calledTwice(hook: string, entry: Entry): HookError {
  const message = `"${hook}": handler ${describeEntry(entry)} called next() a second time`
  return new HookError('HOOK_NEXT_TWICE', message, { hook, handler: entry.id, origin: entry.origin })
}
