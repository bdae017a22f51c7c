import { checkBackoff } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { JobError } from './errors.ts'
import type { InputCheck } from './input.ts'
import { Schedule } from './schedule.ts'
import type { ScheduleOptions } from './schedule.ts'

/** Where a handler writes what happens; pino's loggers fit. */
export interface JobLog {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

/** What a handler is given. */
export interface JobRun<Input> {
  readonly input: Input
  readonly job: { readonly id: string; readonly task: string; readonly queue: string; readonly key: string | undefined }
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted when the time is up, when the job is cancelled or lost, and when the worker stops. */
  readonly signal: AbortSignal
  readonly log: JobLog
  /** Says how far it has come, from 0 to 1. Written at most once a second. */
  progress(done: number): void
}

export interface Task<Input = unknown> {
  /** What jobs name it by: letters, digits, `.`, `_`, `:`, `/` and `-`, at most 100. */
  readonly slug: string
  /** May run more than once for a job (after a crash, at the latest), so it should not mind. */
  handler(run: JobRun<Input>): unknown
  readonly input?: InputCheck<Input>
  /** How often it is tried again. Default 3. */
  readonly retries?: number
  readonly backoff?: Backoff
  /** Milliseconds an attempt may take; 0 for no limit. Default five minutes. */
  readonly timeout?: number
  /** How many may run at once, in all processes together. Default: as many as the workers run. */
  readonly concurrency?: number
  readonly schedule?: ScheduleOptions
  /** Default `default`. */
  readonly queue?: string
}

/** A declared task, checked. */
export interface CheckedTask {
  readonly slug: string
  readonly handler: (run: JobRun<unknown>) => unknown
  readonly input: InputCheck<unknown> | undefined
  readonly attempts: number
  /** May say it for each job. */
  readonly limits: (input: unknown) => { readonly timeout: number; readonly backoff: Backoff | undefined }
  readonly concurrency: number | undefined
  readonly schedule: Schedule | undefined
  readonly queue: string
}

export const defaultRetries = 3
export const defaultTimeout = 300_000
export const defaultQueue = 'default'
export const mostRetries = 100

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/
/** Tasks of Crochet itself. */
const reserved = 'crochet.'

/** Types a task by its `input`. */
export function defineTask<Input>(task: Task<Input>): Task<Input> {
  return task
}

/** @throws JobError `JOB_TASK`, `JOB_TASK_TWICE`, `JOB_SCHEDULE` */
export function checkTasks(tasks: readonly Task[]): Map<string, CheckedTask> {
  const checked = new Map<string, CheckedTask>()
  for (const task of tasks) {
    const { slug } = task
    if (!isName(slug) || isReserved(slug)) fail(slug, 'has a slug that cannot be used')
    if (checked.has(slug)) throw new JobError('JOB_TASK_TWICE', `There are two tasks "${slug}".`, { task: slug })
    checked.set(slug, checkTask(task))
  }
  return checked
}

export function isReserved(slug: string): boolean {
  return slug.startsWith(reserved)
}

export function isName(name: unknown): name is string {
  return typeof name === 'string' && namePattern.test(name)
}

function checkTask(task: Task): CheckedTask {
  const { slug, retries = defaultRetries, timeout = defaultTimeout, backoff, concurrency, queue = defaultQueue } = task
  if (typeof task.handler !== 'function') fail(slug, 'has no function `handler`')
  if (!Number.isInteger(retries) || retries < 0 || retries > mostRetries)
    fail(slug, `needs \`retries\` from 0 to ${mostRetries}`)
  if (!Number.isFinite(timeout) || timeout < 0) fail(slug, 'needs a `timeout` in milliseconds, 0 for none')
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    fail(slug, 'needs a `concurrency` of 1 or more')
  }
  if (!isName(queue)) fail(slug, 'has a `queue` that cannot be used')
  checkBackoff(slug, backoff)
  return {
    slug,
    handler: (run) => task.handler(run),
    input: task.input,
    attempts: retries + 1,
    limits: () => ({ timeout, backoff }),
    concurrency,
    schedule: task.schedule === undefined ? undefined : new Schedule(slug, task.schedule),
    queue,
  }
}

function fail(slug: unknown, problem: string): never {
  throw new JobError('JOB_TASK', `The task ${JSON.stringify(slug)} ${problem}.`, { task: String(slug) })
}
