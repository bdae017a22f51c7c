import type { Hooks } from '@crochet/hooks'
import type { Job, JsonValue, Retention, Storage, Transaction } from '@crochet/storage'
import type { JobClock } from './clock.ts'
import type { CheckedTask, JobLog } from './task.ts'

/** A write that is under way where jobs are queued, and that they join. */
export interface AmbientWrite {
  write<T>(run: (transaction: Transaction) => Promise<T>): Promise<T>
}

/** What is said about an error beside it. */
export interface JobReport {
  readonly source: 'job'
  /** Absent when it is the worker's own. */
  readonly job?: Job | undefined
  /** Whether it was the last attempt: the job is dead now. */
  readonly final: boolean
}

export type ReportJobError = (error: Error, about: JobReport) => void

/** What became of jobs in this process, since it began. */
export interface JobCounters {
  queued: number
  done: number
  /** Attempts that failed and are followed by another one. */
  retried: number
  /** Jobs that failed for the last time. */
  dead: number
  cancelled: number
  /** Leases that were lost to another worker. */
  lost: number
  /** Milliseconds that attempts took, all together. */
  took: number
}

/** What the parts of this package share. */
export interface Core {
  readonly engine: Hooks
  readonly storage: Storage
  readonly tasks: ReadonlyMap<string, CheckedTask>
  readonly clock: JobClock
  readonly log: JobLog
  /** Never throws. */
  readonly report: ReportJobError
  readonly random: () => number
  readonly ambient: () => AmbientWrite | undefined
  /** Runs something outside of all operations. */
  readonly detached: <T>(run: () => T) => T
  readonly about: () => JsonValue | undefined
  readonly enter: (job: Job) => unknown
  readonly counters: JobCounters
  readonly retention: Retention
  /** Bytes of an input as JSON. */
  readonly inputLimit: number
}
