import { AsyncResource } from 'node:async_hooks'
import type { Hooks } from '@crochet/hooks'
import type { Enqueued, Job, JobFilter, JsonValue, NewJob, Retention, Storage } from '@crochet/storage'
import { systemClock } from './clock.ts'
import type { JobClock } from './clock.ts'
import type { AmbientWrite, Core, JobCounters, ReportJobError } from './core.ts'
import { JobError } from './errors.ts'
import { checkInput, defaultInputLimit, toStored } from './input.ts'
import { Outbox } from './outbox.ts'
import { toRetention } from './retention.ts'
import type { BackgroundOptions, Circumstances } from './outbox.ts'
import { consoleLog, safeReport } from './sinks.ts'
import { checkTasks, isName, isReserved } from './task.ts'
import type { CheckedTask, JobLog, Task } from './task.ts'
import { Worker } from './worker.ts'
import type { WorkerOptions } from './worker-options.ts'

export interface JobsOptions {
  /** Every job runs as an operation of it. */
  readonly engine: Hooks
  readonly storage: Storage
  readonly tasks?: readonly Task[]
  /** How background handlers of hook points are kept and run. Without it there are none. */
  readonly background?: BackgroundOptions
  /** The write under way, if any: what is queued meanwhile is there if and only if that is committed. */
  readonly ambient?: () => AmbientWrite | undefined
  /** What is noted beside a job when it is queued, such as on whose behalf. Default: nothing. */
  readonly about?: () => JsonValue | undefined
  /** Called inside a job's operation before its handler, and awaited: with `job.about` it says in whose place that acts. */
  readonly enter?: (job: Job) => unknown
  /** Told of every attempt that failed. Default: `log.error`. */
  readonly report?: ReportJobError
  /** Default: the console. */
  readonly log?: JobLog
  readonly clock?: JobClock
  /** For jitter: from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number
  /** What is kept of what is over. Default: 1,000 done or cancelled for a day, 10,000 dead for 30 days. */
  readonly retention?: Partial<Retention>
  /** `input`: bytes of an input as JSON. Default 64 kB. */
  readonly limits?: { readonly input?: number }
}

export interface JobRequest {
  readonly task: string
  readonly input?: unknown
  /** Not before. Default: at once. */
  readonly runAt?: Date | number
  /** Default: the task's. */
  readonly queue?: string
  /** Of one task and key at most one waits, with the input that came last, and they run one after the other. At most 200 characters. */
  readonly key?: string
  /** Higher goes first; -1,000 to 1,000. Default 0. */
  readonly priority?: number
}

const mostListed = 250

/** The queue as an application sees it. */
export class Jobs implements AsyncDisposable {
  readonly outbox: Outbox
  readonly #core: Core
  readonly #workers = new Set<Worker>()
  #closed: Promise<void> | undefined

  constructor(core: Core, background: BackgroundOptions | undefined) {
    this.#core = core
    this.outbox = new Outbox(core, { background, enqueue: (job, circumstances) => this.#enqueue(job, circumstances) })
  }

  /** For metrics. */
  get counters(): Readonly<JobCounters> {
    return this.#core.counters
  }

  /** How many run in this process. */
  get running(): number {
    return [...this.#workers].reduce((sum, worker) => sum + worker.running, 0)
  }

  /**
   * Puts a job into the queue, inside the write that is under way, if any. Accepted means on disk (inside a write: with it).
   *
   * @throws JobError `JOB_TASK_UNKNOWN`, `JOB_REQUEST`, `JOB_INPUT`, `JOB_INPUT_SIZE`, `JOB_CLOSED`
   */
  async queue(request: JobRequest): Promise<Enqueued> {
    const task = this.#task(request.task)
    const { key, priority = 0, queue = task.queue } = request
    const now = this.#core.clock.now()
    const runAt = request.runAt === undefined ? now : Number(request.runAt)
    checkRequest(task, { key, priority, queue, runAt })
    const input = toStored(request.input, { task: task.slug, limit: this.#core.inputLimit })
    // Now, not when the input is checked: a write that is over by then must not leave the job behind.
    const circumstances = { write: this.#core.ambient(), about: this.#core.about() }
    await checkInput(task.input, input, task.slug) // what the handler will be given
    return this.#enqueue(
      { task: task.slug, queue, input, key, priority, runAt, attempts: task.attempts },
      circumstances,
    )
  }

  /** Starts a worker in this process. It runs until it, or all of this, is stopped. */
  work(options: WorkerOptions = {}): Worker {
    this.#checkOpen()
    const worker = new Worker(this.#core, options)
    this.#workers.add(worker)
    return worker
  }

  /** @throws JobError `JOB_NOT_FOUND` */
  async find(id: string): Promise<Job> {
    const job = await this.#core.storage.jobs.find(id)
    if (job === undefined) throw new JobError('JOB_NOT_FOUND', `There is no job "${id}".`, { job: id })
    return job
  }

  /** Newest first. @param page `limit`: default 50, at most 250; `before`: the id that the page before has ended with. */
  async list(filter: JobFilter = {}, page: { limit?: number; before?: string } = {}): Promise<Job[]> {
    const { limit = 50 } = page
    if (!Number.isInteger(limit) || limit < 1 || limit > mostListed) {
      throw new JobError('JOB_REQUEST', `\`limit\` is from 1 to ${mostListed}, not ${limit}.`)
    }
    return this.#core.storage.jobs.list(filter, { ...page, limit })
  }

  async count(filter: JobFilter = {}): Promise<number> {
    return this.#core.storage.jobs.count(filter)
  }

  /**
   * Cancels a job that waits at once, and asks the handler of one that runs to end (`signal`).
   *
   * @throws JobError `JOB_NOT_FOUND`, `JOB_STATE` when it is over
   */
  async cancel(id: string): Promise<'cancelled' | 'cancelling'> {
    const state = await this.#core.storage.jobs.cancel(id, this.#core.clock.now())
    if (state === undefined) throw stateError(await this.find(id), 'be cancelled')
    for (const worker of this.#workers) worker.heed()
    return state
  }

  /**
   * Runs a dead or cancelled job again, with all its attempts.
   *
   * @throws JobError `JOB_NOT_FOUND`, `JOB_STATE` when it is neither, or when a later one with its key waits
   */
  async retry(id: string): Promise<void> {
    const retried = await this.#core.storage.jobs.retry(id, this.#core.clock.now())
    if (!retried) throw stateError(await this.find(id), 'be retried, or a later one with its key waits')
  }

  /** Stops all workers (`Worker.stop`); what is queued from here on waits for another process, or the next start. */
  async rest(options: { grace?: number } = {}): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(options)))
  }

  /** Stops all workers (`Worker.stop`) and takes nothing more. */
  close(options: { grace?: number } = {}): Promise<void> {
    this.#closed ??= this.rest(options)
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #enqueue(job: NewJob, { write, about }: Circumstances): Promise<Enqueued> {
    this.#checkOpen()
    const now = this.#core.clock.now()
    const jobs = [{ ...job, about }]
    const [enqueued] =
      write === undefined
        ? await this.#core.storage.jobs.enqueue(jobs, now)
        : await write.write((transaction) => transaction.enqueue(jobs, now))
    this.#core.counters.queued++
    if (enqueued === undefined) throw new JobError('JOB_REQUEST', 'Nothing was queued.', { task: job.task })
    return enqueued
  }

  #task(slug: string): CheckedTask {
    const task = this.#core.tasks.get(slug)
    if (task !== undefined && !isReserved(slug)) return task
    throw new JobError('JOB_TASK_UNKNOWN', `There is no task ${JSON.stringify(slug)}.`, { task: String(slug) })
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new JobError('JOB_CLOSED', 'The jobs have been closed.')
  }
}

/**
 * Makes the queue of an application. It runs nothing until `work()` is called.
 *
 * @throws JobError `JOB_TASK`, `JOB_TASK_TWICE`, `JOB_SCHEDULE`, `JOB_OPTION`
 */
export function createJobs(options: JobsOptions): Jobs {
  const { engine, storage, background, clock = systemClock, log = consoleLog, random = Math.random } = options
  const { ambient = () => undefined, about = () => undefined, enter = () => undefined, limits = {} } = options
  const counters = { queued: 0, done: 0, retried: 0, dead: 0, cancelled: 0, lost: 0, took: 0 }
  const inputLimit = limits.input ?? defaultInputLimit
  if (!(inputLimit >= 0)) throw new JobError('JOB_OPTION', `\`limits.input\` is ${inputLimit}.`)
  const tasks = checkTasks(options.tasks ?? [])
  const own = Outbox.task({ engine }, background)
  tasks.set(own.slug, own)
  const report = safeReport(
    options.report ?? ((error, about) => log.error({ err: error, job: about.job?.id }, error.message)),
  )
  const retention = toRetention(options.retention)
  const outside = new AsyncResource('crochet.jobs')
  const detached = <T>(run: () => T): T => outside.runInAsyncScope(run)
  const sinks = { log, report, counters, detached }
  const core = { engine, storage, tasks, clock, random, ambient, about, enter, retention, inputLimit, ...sinks }
  return new Jobs(core, background)
}

function checkRequest(
  task: CheckedTask,
  { key, priority, queue, runAt }: { key: string | undefined; priority: number; queue: string; runAt: number },
): void {
  const fail = (problem: string): never => {
    throw new JobError('JOB_REQUEST', `The job for task "${task.slug}" ${problem}.`, { task: task.slug })
  }
  if (key !== undefined && !(typeof key === 'string' && key.length > 0 && key.length <= 200)) {
    fail('has a `key` that is no text of 1 to 200 characters')
  }
  if (!Number.isInteger(priority) || Math.abs(priority) > 1000)
    fail('has a `priority` that is not from -1,000 to 1,000')
  if (!isName(queue)) fail('has a `queue` that cannot be used')
  if (!Number.isInteger(runAt) || runAt < 0) fail('has a `runAt` that is no date')
}

function stateError(job: Job, what: string): JobError {
  const { id, task, state } = job
  return new JobError('JOB_STATE', `Job "${id}" is ${state} and cannot ${what}.`, { job: id, task })
}
