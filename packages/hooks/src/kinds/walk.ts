import type { Run } from '../handler.ts'
import type { Plan } from '../plan.ts'
import { withoutPrototypeKeys } from '../safe-keys.ts'
import { isThenable } from '../thenable.ts'
import type { SequenceTrace } from '../sequence-trace.ts'

/** What the kinds that run one handler after the other differ in. */
export interface SequenceRule {
  /** Takes in what a handler returned (never `undefined`). `true` ends the dispatch with that value. */
  take(payload: object, value: unknown): boolean
  /** What the call returns when all handlers have run. */
  result(payload: object): unknown
}

/** What one dispatch goes by: a rule and the plan's verdict on errors, or a trace that stands before both and writes down. */
export interface Course extends SequenceRule {
  /** Called with what handler `index` threw: throws what ends the dispatch, or returns to go on. */
  failed(index: number, thrown: unknown): void
}

/** How far a dispatch has come. Always made with its keys in this order: one shape, whether watched or traced or neither. */
export interface Progress {
  plan: Plan
  course: Course
  /** Handed to handlers that are wrapped for tracing; `undefined` when nobody traces. */
  readonly trace: SequenceTrace | undefined
  readonly payload: object
  /** The handler that is awaited; `noHandler` when none is any more. */
  index: number
}

/** Index of a dispatch that waits for no handler any more. */
export const noHandler: number = Number.MAX_SAFE_INTEGER

/** Who is told how a walk ends. */
export interface Walker {
  /** The dispatch has ended with `value`. @returns what the walk resolves with */
  ended(progress: Progress, value: unknown): unknown
  /** The handler that was awaited threw. Throws what the walk rejects with, or returns to go on. */
  threw(progress: Progress, thrown: unknown): void
}

/** Goes on with a dispatch whose handler `progress.index` returned the thenable `pending`. Returns what the caller waits for, if it does. */
export type Proceed = (progress: Progress, pending: PromiseLike<unknown>) => Promise<unknown> | void

/**
 * Awaits a handler and runs the rest of a sequence. One async function for all of it, so that the caller's frames stay in the
 * stack of errors.
 *
 * @param pending what handler `progress.index` returned; `undefined` to go on with the one after it
 */
export async function walk(
  progress: Progress,
  walker: Walker,
  pending: PromiseLike<unknown> | undefined,
): Promise<unknown> {
  const { payload, trace } = progress
  let value: unknown = pending
  for (;;) {
    try {
      for (;;) {
        if (isThenable(value)) value = await value
        if (value !== undefined && progress.course.take(payload, value)) {
          value = withoutPrototypeKeys(value)
          break
        }
        if (++progress.index >= progress.plan.handlers.length) {
          value = progress.course.result(payload)
          break
        }
        const handler = progress.plan.handlers[progress.index] as Run
        value = handler(payload, trace as never)
      }
      return walker.ended(progress, value)
    } catch (thrown) {
      walker.threw(progress, thrown)
      value = undefined
    }
  }
}

/** A walk without deadlines: what it returns is what the caller gets. */
export const unwatched: Proceed = (progress, pending) => walk(progress, onItsOwn, pending)

const onItsOwn: Walker = {
  ended: (_progress, value) => value,
  threw: ({ course, index }, thrown) => course.failed(index, thrown),
}
