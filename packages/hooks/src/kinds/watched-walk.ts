import type { Deadlines, Task } from '../deadline.ts'
import type { HookError } from '../errors.ts'
import type { Plan } from '../plan.ts'
import { noHandler, unwatched, walk, type Course, type Proceed, type Progress, type Walker } from './walk.ts'

/**
 * What waits for a walk under deadlines: the promise of the caller, and a place in the list of all waits. Made as one literal whose
 * functions are shared, and dropped from the list as soon as the walk ends: both keep the garbage collector's work small.
 */
interface Watch extends Walker, Task {
  readonly list: Deadlines
  readonly progress: Progress
  /** The promise of the walk itself. */
  own: Promise<unknown> | undefined
  /** Whether the caller's promise follows `own`, as it must before `own` rejects. */
  followed: boolean
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** What a dispatch that was given up goes on with: nothing to run, errors ignored, a result that never comes. */
const abandonedPlan: Plan = {
  hook: '',
  entries: [],
  handlers: [],
  failed: () => {},
  deadline: undefined,
  unwaited: undefined,
}
const abandoned: Course = { take: () => false, result: () => new Promise(() => {}), failed: () => {} }

/** How dispatches of a plan go on that have to wait for a handler. */
export function proceeding({ deadline, unwaited }: Plan): Proceed {
  if (deadline === undefined) return unwatched
  if (unwaited === undefined) return watched
  const nobody: Caller = { resolve: () => {}, reject: unwaited as Caller['reject'] }
  return (progress, pending) => begin(progress, nobody, pending)
}

/** Goes on under deadlines: the caller gets a promise of its own, which the walk settles, or a deadline before it. */
const watched: Proceed = (progress, pending) =>
  new Promise((resolve, reject) => begin(progress, { resolve, reject }, pending))

type Caller = Pick<Watch, 'resolve' | 'reject'>

function begin(progress: Progress, { resolve, reject }: Caller, pending: PromiseLike<unknown> | undefined): void {
  const { plan, payload } = progress
  const watch: Watch = {
    list: plan.deadline?.watch as Deadlines,
    progress,
    own: undefined,
    followed: false,
    resolve,
    reject,
    ended,
    threw,
    plan,
    payload,
    running,
    closing,
    expired,
    seen: -1,
    used: 0,
    warned: false,
    active: true,
    previous: undefined,
    next: undefined,
  }
  watch.list.add(watch)
  const own = walk(progress, watch, pending)
  watch.own = own
  // A hostile promise makes `await` itself throw, and the walk fail before it was known here.
  if (watch.followed) own.then(resolve, reject)
}

function ended(this: Watch, progress: Progress, value: unknown): unknown {
  // Abandoned: the value is a promise that never settles, and so does the walk.
  if (progress.plan === abandonedPlan) return value
  progress.index = noHandler
  this.list.remove(this)
  this.resolve(value)
  return undefined
}

/**
 * Before the error is made the caller's promise is tied to the walk's, by nothing but its own resolving functions: V8 then
 * finds the caller's frames behind it. A dispatch that succeeds does without.
 */
function threw(this: Watch, progress: Progress, thrown: unknown): void {
  const { index } = progress
  progress.index = noHandler
  if (!this.followed) this.own?.then(this.resolve, this.reject)
  this.followed = true
  try {
    progress.course.failed(index, thrown)
  } catch (stopping) {
    this.list.remove(this)
    throw stopping
  }
  progress.index = index
}

function running(this: Watch): number {
  return this.progress.index
}

function closing(): void {}

/** Gives up the walk that waits; if the error does not end the dispatch, another walk goes on after the late handler. */
function expired(this: Watch, index: number, error: HookError): void {
  const { plan, course, trace, payload } = this.progress
  this.list.remove(this)
  Object.assign(this.progress, { plan: abandonedPlan, course: abandoned })
  try {
    course.failed(index, error)
  } catch (stopping) {
    return this.reject(stopping)
  }
  begin({ plan, course, trace, payload, index }, this, undefined)
}
