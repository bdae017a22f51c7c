import { checkWorkerOptions, createJobs, type Jobs, type Task } from '@crochet/jobs'
import type { Storage } from '@crochet/storage'
import type { App } from '../app.ts'
import { booted, type Parts } from '../parts.ts'
import { backgroundOf, handlerOf, noted } from './background-of.ts'
import type { AppTask } from './jobs-config.ts'
import { reportJob } from './report-job.ts'

/** The queue as the application offers it: joined to the write under way, on behalf of whoever calls. */
export type AppJobs = Pick<Jobs, 'queue' | 'find' | 'list' | 'count' | 'cancel' | 'retry' | 'work'>

/**
 * Makes the queue of an application. It runs nothing yet.
 *
 * @throws JobError `JOB_TASK`, `JOB_TASK_TWICE`, `JOB_SCHEDULE`, `JOB_OPTION` for what is wrong in the configuration
 */
export function createAppJobs(parts: Parts, { storage, app }: { storage: Storage; app: App }): Jobs {
  const { tasks = [], retention, limits, work } = parts.config.jobs
  if (typeof work === 'object') checkWorkerOptions(work)
  const { background } = booted(parts, 'content')
  return createJobs({
    engine: parts.hooks,
    storage,
    tasks: tasks.map((task) => withApp(task, app, () => background.acting)),
    background: backgroundOf(parts, storage.journal),
    ambient: () => background.write,
    about: () => noted(background.onBehalf()),
    enter: (job) => background.act(job.about, handlerOf(job)),
    log: parts.log,
    report: (error, about) => void reportJob(parts, error, about),
    ...(retention !== undefined && { retention }),
    ...(limits !== undefined && { limits }),
  })
}

/** What is no function is left for the check of the tasks. */
function withApp(task: AppTask, app: App, acting: () => unknown): Task {
  if (typeof task.handler !== 'function') return task as unknown as Task
  return { ...task, handler: (run) => task.handler({ ...run, app, req: acting() as never }) }
}
