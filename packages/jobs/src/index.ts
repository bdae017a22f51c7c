export { createJobs, Jobs, type JobRequest, type JobsOptions } from './jobs.ts'
export { systemClock, type JobClock } from './clock.ts'
export { JobError, jobErrors, type JobErrorCode } from './errors.ts'
export { defineTask, type JobLog, type JobRun, type Task } from './task.ts'
export type { AmbientWrite, JobCounters, JobReport, ReportJobError } from './core.ts'
export type { Backoff } from './backoff.ts'
export {
  backgroundTask,
  type BackgroundOptions,
  type BackgroundRunning,
  type Outbox,
  type OutboxEntry,
} from './outbox.ts'
export type { InputCheck, InputSchema } from './input.ts'
export type { ScheduleOptions } from './schedule.ts'
export type { Worker } from './worker.ts'
export { checkWorkerOptions, type WorkerOptions } from './worker-options.ts'
