import type {
  Claim,
  Enqueued,
  Firing,
  Job,
  JobFilter,
  Lease,
  LeaseState,
  NewJob,
  Retention,
  Settlement,
} from '../ports/jobs.ts'

/** A job that is checked and has its id, its input and what is noted beside it as JSON. */
export interface CheckedJob extends Omit<NewJob, 'input' | 'about'> {
  id: string
  json: string
  aboutJson: string | undefined
}

/** Reads what is committed, of jobs. */
export interface JobReader {
  find(id: string): Job | undefined
  list(filter: JobFilter, page: { limit: number; before?: string }): Job[]
  count(filter: JobFilter): number
  nextDue(): number | undefined
}

/** The jobs in a transaction. Same contracts as `ports/jobs.ts`; each call is run again when its transaction is. */
export interface JobRows {
  enqueue(jobs: readonly CheckedJob[], now: number): Enqueued[]
  claim(claim: Claim): Job[]
  extend(leases: readonly (Lease & { progress?: number | undefined })[], until: number): LeaseState[]
  settle(settlements: readonly Settlement[], now: number): boolean[]
  cancel(id: string, now: number): 'cancelled' | 'cancelling' | undefined
  retry(id: string, now: number): boolean
  openSchedule(schedule: string, pattern: string, now: number): number
  fire(firing: Omit<Firing, 'job'> & { job: CheckedJob }, now: number): boolean
  sweep(retention: Retention, limits: { now: number; limit: number }): number
}
