import { HookError } from '../errors.ts'
import { describeEntry, type Entry, type Run } from '../handler.ts'
import type { Call, Plan } from '../plan.ts'
import { withoutPrototypeKeys } from '../safe-keys.ts'
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

/** What `next()` at a level stands at until it has something to give. */
const begun: Inside = { state: 'done', result: undefined }

interface Level {
  readonly index: number
  inside: Inside
  /** Set once the handler has ended or missed its deadline: a `next()` that comes later must not run what lies inside. */
  closed: 'ended' | HookError | undefined
}

function enter(dispatch: Dispatch, index: number): unknown {
  const { plan, payload } = dispatch
  const handler = plan.handlers[index] as Run | undefined
  if (handler === undefined) return dispatch.core()
  const level: Level = { index, inside: { state: 'not called' }, closed: undefined }
  let result: unknown
  try {
    result = handler(payload, () => next(dispatch, level))
    if (isThenable(result)) return leave(dispatch, level, result)
    result = withoutPrototypeKeys(result)
  } catch (thrown) {
    return recover(dispatch, level, thrown)
  }
  level.closed = 'ended'
  return level.inside.state === 'pending' ? after(level.inside.result, result) : result
}

function next(dispatch: Dispatch, level: Level): unknown {
  const entry = dispatch.plan.entries[level.index] as Entry
  if (level.inside.state !== 'not called') throw calledTwice(dispatch.plan.hook, entry)
  if (level.closed !== undefined) throw level.closed === 'ended' ? calledLate(dispatch.plan.hook, entry) : level.closed
  level.inside = begun
  let pending: PromiseLike<unknown>
  try {
    const result = enter(dispatch, level.index + 1)
    if (!isThenable(result)) {
      level.inside = { state: 'done', result }
      return result
    }
    pending = result
  } catch (error) {
    level.inside = { state: 'failed', error }
    throw error
  }
  const result = settle(level, pending)
  level.inside = { state: 'pending', result }
  return result
}

/**
 * Notes how what lies inside ends. The promise belongs to the handler; nothing else waits for it while it is pending, so that
 * V8 finds the frames of the handler behind it. It is marked as handled just before it rejects: the handler may have left it.
 */
async function settle(level: Level, pending: PromiseLike<unknown>): Promise<unknown> {
  let result: unknown
  try {
    result = await pending
  } catch (error) {
    if (level.inside.state === 'pending') level.inside.result.catch(nothing)
    level.inside = { state: 'failed', error }
    throw error
  }
  level.inside = { state: 'done', result }
  return result
}

async function leave(dispatch: Dispatch, level: Level, pending: PromiseLike<unknown>): Promise<unknown> {
  let result: unknown
  try {
    result = withoutPrototypeKeys(
      await (dispatch.plan.deadline === undefined ? pending : inTime(dispatch, level, pending)),
    )
  } catch (thrown) {
    return recover(dispatch, level, thrown)
  }
  level.closed = 'ended'
  if (level.inside.state === 'pending') await level.inside.result
  return result
}

function inTime({ plan, payload }: Dispatch, level: Level, pending: PromiseLike<unknown>): PromiseLike<unknown> {
  const running = (): number => (level.inside.state === 'pending' ? nobodysTime : level.index)
  const closing = (error: HookError): void => void (level.closed = error)
  return plan.deadline?.watch.within({ plan, payload, running, closing }, pending) ?? pending
}

/** Ends with `result` once what lies inside has ended, and fails as it fails. */
async function after(inside: Promise<unknown>, result: unknown): Promise<unknown> {
  await inside
  return result
}

/**
 * Passes on what failed inside; else lets the plan decide, and an isolated handler counts as if it were not there. What the
 * handler started and did not wait for is waited for first.
 */
function recover(dispatch: Dispatch, level: Level, thrown: unknown): unknown {
  const { inside } = level
  level.closed ??= 'ended'
  if (inside.state === 'pending') return inside.result.then(again, again)
  if (inside.state === 'failed' && inside.error === thrown) throw thrown
  dispatch.plan.failed(level.index, thrown)
  switch (inside.state) {
    case 'not called':
      return enter(dispatch, level.index + 1)
    case 'done':
      return inside.result
    case 'failed':
      throw inside.error
  }

  function again(): unknown {
    return recover(dispatch, level, thrown)
  }
}

function calledLate(hook: string, entry: Entry): HookError {
  const message = `"${hook}": handler ${describeEntry(entry)} called next() after it had ended`
  return new HookError('HOOK_NEXT_LATE', message, { hook, handler: entry.id, origin: entry.origin })
}

function calledTwice(hook: string, entry: Entry): HookError {
  const message = `"${hook}": handler ${describeEntry(entry)} called next() a second time`
  return new HookError('HOOK_NEXT_TWICE', message, { hook, handler: entry.id, origin: entry.origin })
}
