import type { Deadlines, Task } from '../deadline.ts'
import type { HookError } from '../errors.ts'
import type { Plan } from '../plan.ts'
import { ended, walk, type Course, type Proceed, type Progress } from './walk.ts'

/**
 * A walk under the deadlines of its handlers, and its place in the list of all that wait. Made as one literal whose functions
 * are shared, and dropped from the list as soon as it ends: both keep the garbage collector's work small.
 */
interface WatchedProgress extends Progress, Task {
  plan: Plan
  readonly list: Deadlines
  /** The walk itself. */
  own: Promise<unknown> | undefined
  /** Whether the caller's promise follows `own`, as it must before `own` rejects. */
  followed: boolean
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** What a dispatch that was given up goes on with: nothing to run, errors ignored, a result that reaches nobody. */
const abandonedPlan: Plan = { hook: '', entries: [], handlers: [], failed: () => {}, deadline: undefined }
const abandoned: Course = { take: () => false, result: () => undefined, failed: () => {}, trace: undefined }
const nobody = (): void => {}

/** Goes on under deadlines: the caller gets a promise of its own, which the walk settles, or a deadline before it. */
export const watched: Proceed = ({ plan, course, payload }, index, pending) => {
  const list = plan.deadline?.watch as Deadlines
  return new Promise((resolve, reject) =>
    begin(
      {
        plan,
        course,
        payload,
        index,
        list,
        resolve,
        reject,
        own: undefined,
        followed: false,
        ended: resolveCaller,
        threw: followThenDecide,
        running,
        closing: nobody,
        expired,
        seen: -1,
        used: 0,
        warned: false,
        active: true,
        previous: undefined,
        next: undefined,
      },
      pending,
    ),
  )
}

function begin(progress: WatchedProgress, pending: PromiseLike<unknown> | undefined): void {
  progress.list.add(progress)
  const own = walk(progress, progress.payload, pending)
  progress.own = own
  // A hostile promise makes `await` itself throw, and the walk fail before it was known here.
  if (progress.followed) own.then(progress.resolve, progress.reject)
}

function resolveCaller(this: WatchedProgress, value: unknown): void {
  this.index = ended
  this.list.remove(this)
  this.resolve(value)
}

/**
 * Before the error is made the caller's promise is tied to the walk's, by nothing but its own resolving functions: V8 then
 * finds the caller's frames behind it. A dispatch that succeeds does without.
 */
function followThenDecide(this: WatchedProgress, thrown: unknown): void {
  const { index } = this
  this.index = ended
  if (!this.followed) this.own?.then(this.resolve, this.reject)
  this.followed = true
  try {
    this.course.failed(index, thrown)
  } catch (stopping) {
    this.list.remove(this)
    throw stopping
  }
  this.index = index
}

function running(this: WatchedProgress): number {
  return this.index
}

/** Gives up the walk that waits; if the error does not end the dispatch, another walk goes on after the late handler. */
function expired(this: WatchedProgress, index: number, error: HookError): void {
  const { plan, course, list, resolve, reject } = this
  list.remove(this)
  Object.assign(this, { plan: abandonedPlan, course: abandoned, resolve: nobody, reject: nobody })
  try {
    course.failed(index, error)
  } catch (stopping) {
    return reject(stopping)
  }
  begin(
    {
      ...this,
      plan,
      course,
      index,
      resolve,
      reject,
      own: undefined,
      followed: false,
      seen: -1,
      used: 0,
      warned: false,
      active: true,
    },
    undefined,
  )
}
