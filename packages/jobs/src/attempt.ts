import { describeThrown } from '@crochet/hooks'
import type { Job, Lease } from '@crochet/storage'
import type { Core } from './core.ts'
import { JobError } from './errors.ts'
import { checkInput } from './input.ts'
import type { CheckedTask } from './task.ts'

/** How an attempt ended. `released`: it did not end, and another worker is to have the job; `lost`: another one has it already. */
export type Ending =
  | { is: 'done' }
  | { is: 'failed'; error: JobError }
  | { is: 'released' }
  | { is: 'cancelled' }
  | { is: 'lost'; error: JobError }

/** Milliseconds that a handler has to end after its `signal` was aborted. Then it is given up, though it may still run. */
const linger = 5000
/** The same where the process is about to end: then it runs no longer. */
const lingerAtStop = 2000

interface Surroundings {
  readonly core: Core
  readonly task: CheckedTask
  readonly token: string
  /** Called when there is progress to be written. */
  readonly moved: () => void
}

/** One run of a job's handler. */
export class Attempt {
  readonly job: Job
  readonly lease: Lease
  /** What the handler has said last. */
  progress: number | undefined
  readonly #surroundings: Surroundings
  readonly #controller = new AbortController()
  #aborted: JobError | undefined

  constructor(job: Job, surroundings: Surroundings) {
    this.job = job
    this.lease = { id: job.id, token: surroundings.token }
    this.#surroundings = surroundings
  }

  /** Whether somebody else has the job now. */
  get lost(): boolean {
    return this.#aborted?.code === 'JOB_LEASE_LOST'
  }

  /** Asks the handler to end. The first reason counts, but that the job is lost counts always. */
  abort(code: 'JOB_TIMEOUT' | 'JOB_LEASE_LOST' | 'JOB_CANCELLED' | 'JOB_STOPPED', why: string): void {
    if (this.#aborted !== undefined && code !== 'JOB_LEASE_LOST') return
    const { id: job, task } = this.job
    this.#aborted = new JobError(code, `Job ${job} of task "${task}" ${why}.`, { job, task })
    this.#controller.abort(this.#aborted)
  }

  /** Runs the handler, once. Never rejects. */
  async run(): Promise<Ending> {
    const { core, task } = this.#surroundings
    let stopTimer: (() => void) | undefined
    try {
      const { timeout } = task.limits(this.job.input)
      const late = (): void => this.abort('JOB_TIMEOUT', `was given up after ${timeout} ms`)
      if (timeout > 0) stopTimer = core.clock.after(timeout, late)
      await this.#endOrGiveUp(this.#handle())
      return this.#aborted === undefined ? { is: 'done' } : endingOf(this.#aborted)
    } catch (thrown) {
      return endingOf(this.#aborted ?? this.#failure(thrown))
    } finally {
      stopTimer?.()
    }
  }

  async #handle(): Promise<unknown> {
    const { core, task, moved } = this.#surroundings
    const { id, queue, key, attempt } = this.job
    const input = await checkInput(task.input, this.job.input, task.slug)
    const progress = (done: number): void => {
      if (!(done >= 0 && done <= 1))
        throw new JobError('JOB_REQUEST', `Progress is from 0 to 1, not ${done}.`, { job: id })
      this.progress = done
      moved()
    }
    const job = { id, task: task.slug, queue, key }
    const run = { input, job, attempt, signal: this.#controller.signal, log: core.log, progress }
    return core.engine.operation({ name: `job ${task.slug}`, subject: `jobs/${id}` }, async () => {
      await core.enter(this.job)
      return task.handler(run)
    })
  }

  /** Waits for the handler; when it was asked to end, not for ever. */
  async #endOrGiveUp(work: Promise<unknown>): Promise<void> {
    const { signal } = this.#controller
    const over = Promise.withResolvers<void>()
    let stopTimer = (): void => {}
    const giveUp = (): void => {
      const patience = this.#aborted?.code === 'JOB_STOPPED' ? lingerAtStop : linger
      stopTimer = this.#surroundings.core.clock.after(patience, over.resolve)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    try {
      await Promise.race([work, over.promise])
    } finally {
      signal.removeEventListener('abort', giveUp)
      stopTimer()
    }
  }

  #failure(cause: unknown): JobError {
    const { id: job, task, attempt, attempts } = this.job
    const message = `Job ${job} of task "${task}" failed in attempt ${attempt} of ${attempts}: ${describeThrown(cause)}`
    return new JobError('JOB_FAILED', message, { job, task, cause })
  }
}

function endingOf(error: JobError): Ending {
  switch (error.code) {
    case 'JOB_LEASE_LOST':
      return { is: 'lost', error }
    case 'JOB_CANCELLED':
      return { is: 'cancelled' }
    case 'JOB_STOPPED':
      return { is: 'released' }
    default:
      return { is: 'failed', error }
  }
}
