import type { HookError } from './errors.ts'
import { timeoutError, type Plan } from './plan.ts'
import type { Clock } from './ports.ts'
import { abortSignal } from './signal.ts'

/** A wait for a handler, and its place in the list of all of them. */
export interface Task {
  readonly plan: Plan
  readonly payload: object
  /** Index of the handler that runs now; -1 while what is awaited is no handler, and its time stands still; past the last one when it has ended. */
  running(): number
  /** The handler's time is up: called before `signal` is aborted, so that nothing its listeners do comes in time. */
  closing(error: HookError): void
  /** Handler `index` has used up its time; `error` says so. Called once for each stretch of waiting. */
  expired(index: number, error: HookError): void
  /** Index that the last sweep saw running, and the milliseconds it has run since it was seen first. -1: not seen yet. */
  seen: number
  used: number
  warned: boolean
  active: boolean
  previous: Task | undefined
  next: Task | undefined
}

/** A wait as `within` is told of it. */
export interface Waiting extends Pick<Task, 'plan' | 'payload' | 'running'> {
  readonly closing?: Task['closing']
}

const ignore = (): void => {}

/** Told when handler `index` of a plan has used half of its `limit` milliseconds and is still running. */
export type SlowHandlerSink = (plan: Plan, index: number, limit: number) => void

/** How often dispatches under way are looked at, in milliseconds: the precision of every deadline. */
const sweepEvery = 10
/** The most that one sweep lets pass. Time in which the whole process stood still is not held against handlers. */
const longestStep = 250

/**
 * All deadlines of an engine: one linked list, one timer that runs only while something is under way. Starting and ending a
 * watch is a few assignments and reads no clock; a handler's time starts at the first sweep that sees it.
 */
export class Deadlines {
  readonly #clock: Clock
  readonly #slow: SlowHandlerSink
  #first: Task | undefined
  #stop: (() => void) | undefined
  #lastSweep = 0

  constructor(clock: Clock, slow: SlowHandlerSink) {
    this.#clock = clock
    this.#slow = slow
  }

  add(task: Task): void {
    const first = this.#first
    task.next = first
    if (first !== undefined) first.previous = task
    this.#first = task
    if (this.#stop === undefined) this.#start()
  }

  remove(task: Task): void {
    if (!task.active) return
    task.active = false
    const { previous, next } = task
    if (previous !== undefined) previous.next = next
    else this.#first = next
    if (next !== undefined) next.previous = previous
  }

  /**
   * Waits for one handler's result, but not beyond its deadline. What is awaited is resolved by nothing but its own resolving
   * functions: V8 then still finds the caller's frames behind it.
   *
   * @returns what `pending` settles with; rejects with `HOOK_TIMEOUT` if the deadline passes first
   */
  async within({ plan, payload, running, closing = ignore }: Waiting, pending: PromiseLike<unknown>): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    Promise.resolve(pending).then(resolve, reject)
    const expired = (_index: number, error: HookError): void => {
      this.remove(task)
      reject(error)
    }
    const place = { seen: -1, used: 0, warned: false, active: true, previous: undefined, next: undefined }
    const task: Task = { plan, payload, running, closing, expired, ...place }
    this.add(task)
    try {
      return await promise
    } finally {
      this.remove(task)
    }
  }

  #start(): void {
    this.#lastSweep = this.#clock.now()
    this.#stop = this.#clock.repeat(sweepEvery, () => this.#sweep())
  }

  #sweep(): void {
    const now = this.#clock.now()
    const step = Math.min(now - this.#lastSweep, longestStep)
    this.#lastSweep = now
    if (this.#first === undefined) {
      this.#stop?.()
      this.#stop = undefined
      return
    }
    for (let task: Task | undefined = this.#first; task !== undefined;) {
      const next: Task | undefined = task.next
      if (task.active) this.#look(task, step)
      task = next
    }
  }

  #look(task: Task, step: number): void {
    const { plan, payload } = task
    const index = task.running()
    if (index >= plan.entries.length) return this.remove(task)
    if (index < 0) return
    if (index !== task.seen) {
      Object.assign(task, { seen: index, used: 0, warned: false })
      return
    }
    const limit = plan.deadline?.limits[index] ?? 0
    const entry = plan.entries[index]
    if (limit === 0 || entry === undefined) return
    task.used += step
    if (!task.warned && task.used >= limit / 2) {
      task.warned = true
      this.#slow(plan, index, limit)
    }
    if (task.used < limit) return
    task.seen = -1
    const error = timeoutError(plan.hook, entry, limit)
    task.closing(error)
    abortSignal(payload, error)
    task.expired(index, error)
  }
}
