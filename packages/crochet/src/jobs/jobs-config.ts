import type { ContentRequest } from '@crochet/content'
import type { JobRun, JobsOptions, Task, WorkerOptions } from '@crochet/jobs'
import type { App } from '../app.ts'

/** What the handler of a task is given. */
export interface AppJobRun<Input> extends JobRun<Input> {
  /** Its Local API acts on behalf of whoever has queued the job; outside of requests that is the system. */
  readonly app: App
  /** `source` is `job`; `user` as they are now, `null` for nobody. */
  readonly req: ContentRequest
}

/** A task of the configuration. */
// Applications have tasks with inputs of many types in one list; `defineTask` gives each its own.
// oxlint-disable-next-line typescript/no-explicit-any
export interface AppTask<Input = any> extends Omit<Task<Input>, 'handler'> {
  handler(run: AppJobRun<Input>): unknown
}

/** `jobs` of the configuration. */
export interface JobsConfig {
  tasks?: AppTask[]
  /**
   * Whether this process runs jobs from `listen` on, and how. `false` leaves it to `crochet jobs work` in another one. Default: true.
   */
  work?: boolean | WorkerOptions
  /** Milliseconds that jobs may go on when the application closes, before they are asked to end; an hour at most. Default 3,000. */
  grace?: number
  /** Who may see, cancel and retry jobs over REST. Default: nobody. */
  access?: (args: { req: ContentRequest }) => boolean | Promise<boolean>
  /** What is kept of what is over. Default: 1,000 done or cancelled jobs for a day, 10,000 dead ones for 30 days. */
  retention?: NonNullable<JobsOptions['retention']>
  /** `input`: bytes of an input as JSON. Default 64 kB. */
  limits?: NonNullable<JobsOptions['limits']>
}

/** Gives a task of the configuration the type of its input. */
export function defineTask<Input>(task: AppTask<Input>): AppTask<Input> {
  return task
}

const keys: readonly string[] = [
  'tasks',
  'work',
  'grace',
  'access',
  'retention',
  'limits',
] satisfies (keyof JobsConfig)[]
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isOptional = (value: unknown, check: (value: unknown) => boolean): boolean => value === undefined || check(value)

/** Checks the shape; what is in a task is checked when the queue is made. */
export function isJobsConfig(value: unknown): boolean {
  if (!isObject(value)) return false
  const { tasks, work, grace, access, retention, limits } = value as Readonly<Record<string, unknown>>
  return (
    Object.keys(value as object).every((key) => keys.includes(key)) &&
    isOptional(tasks, (list) => Array.isArray(list) && list.every(isObject)) &&
    isOptional(work, (one) => typeof one === 'boolean' || isObject(one)) &&
    isOptional(grace, (ms) => typeof ms === 'number' && ms >= 0 && ms <= 3_600_000) &&
    isOptional(access, (rule) => typeof rule === 'function') &&
    isOptional(retention, isObject) &&
    isOptional(limits, isObject)
  )
}

/** For the message of an error. */
export const jobsConfigKeys: string = keys.join(', ')
