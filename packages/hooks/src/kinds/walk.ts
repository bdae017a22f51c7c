import type { Run } from '../handler.ts'
import type { Plan } from '../plan.ts'
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
  /** Handed to handlers that are wrapped for tracing; `undefined` when nobody traces. */
  readonly trace: SequenceTrace | undefined
}

/** How far an asynchronous dispatch has come. */
export interface Progress {
  plan: Plan
  course: Course
  /** The handler that is awaited; `ended` when none is any more. */
  index: number
  /** The dispatch has ended with `value`. @returns what the walk resolves with */
  ended(value: unknown): unknown
  /** Handler `index` threw. Throws what the walk rejects with, or returns to go on. */
  threw(thrown: unknown): void
}

/** Index of a dispatch that waits for no handler any more. */
export const ended: number = Number.MAX_SAFE_INTEGER

/** Goes on with a dispatch whose handler `index` of `plan` returned the thenable `pending`. */
export type Proceed = (dispatch: Dispatch, index: number, pending: PromiseLike<unknown>) => Promise<unknown>

export interface Dispatch {
  readonly plan: Plan
  readonly course: Course
  readonly payload: object
}

/**
 * Awaits a handler and runs the rest of a sequence. One async function for all of it, so that the caller's frames stay in the
 * stack of errors.
 *
 * @param pending what handler `progress.index` returned; `undefined` to go on with the one after it
 */
export async function walk(
  progress: Progress,
  payload: object,
  pending: PromiseLike<unknown> | undefined,
): Promise<unknown> {
  let value: unknown = pending
  for (;;) {
    try {
      for (;;) {
        if (isThenable(value)) value = await value
        if (value !== undefined && progress.course.take(payload, value)) break
        if (++progress.index >= progress.plan.handlers.length) {
          value = progress.course.result(payload)
          break
        }
        const handler = progress.plan.handlers[progress.index] as Run
        value = handler(payload, progress.course.trace as never)
      }
      return progress.ended(value)
    } catch (thrown) {
      progress.threw(thrown)
      value = undefined
    }
  }
}

/** A walk without deadlines: what it returns is what the caller gets. */
export const unwatched: Proceed = ({ plan, course, payload }, index, pending) =>
  walk({ plan, course, index, ended: giveBack, threw: decide }, payload, pending)

const giveBack = (value: unknown): unknown => value

function decide(this: Progress, thrown: unknown): void {
  this.course.failed(this.index, thrown)
}
