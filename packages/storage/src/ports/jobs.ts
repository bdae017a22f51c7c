import type { JsonValue } from './row.ts'

/**
 * `pending`: waits for its time, for a worker, or for the one before it with the same key. `running`: a worker has leased it.
 * `dead`: failed for the last time, and is kept to be looked at and retried.
 */
export type JobState = 'pending' | 'running' | 'done' | 'dead' | 'cancelled'

/** Work to be put into the queue. Times are milliseconds since 1970, everywhere here. */
export interface NewJob {
  /** Which work it is: a name without spaces, at most 200 characters; so is `queue`. */
  task: string
  queue: string
  input: JsonValue
  /**
   * Jobs of one task and key run one after the other, in the order they came, and at most one of them waits that has not
   * begun: one that comes while there is such a job gives it its input and waits in its place.
   */
  key?: string | undefined
  /** Higher goes first. A whole number. */
  priority: number
  /** Not before. Of jobs with the same priority, the earlier goes first. */
  runAt: number
  /** How often it may be begun before it is dead. */
  attempts: number
  /** What whoever queues it notes beside the input: on whose behalf, for example. Of those that become one, the last counts. */
  about?: JsonValue | undefined
}

export interface Enqueued {
  /** Grows with time: the ids of later jobs sort behind. */
  id: string
  /** Whether it went into one that was waiting with the same key; then the id is that one's. */
  merged: boolean
}

/** A job as it is stored. */
export interface Job extends Omit<NewJob, 'key' | 'about'> {
  id: string
  key: string | undefined
  about: JsonValue | undefined
  state: JobState
  /** How often it has been begun. */
  attempt: number
  /** From 0 to 1, as its handler says. */
  progress: number
  /** What made the last attempt fail. */
  error: string | undefined
  createdAt: number
  /** When the last attempt began. */
  startedAt: number | undefined
  finishedAt: number | undefined
}

/** What a worker holds a job by. The token is another one each time a job is leased. */
export interface Lease {
  id: string
  token: string
}

export interface Claim {
  /** Belongs to this claim alone. */
  token: string
  now: number
  /** When the jobs go to others, unless they are extended. */
  until: number
  /** At most so many. */
  limit: number
  /** The tasks the worker has; `most`: how many of it may run at once, in all processes together. */
  tasks: readonly { task: string; most?: number | undefined }[]
  /** Only from these queues. Default: from all. */
  queues?: readonly string[] | undefined
}

/** How an attempt ended. `release`: it is given back and does not count. `cancelled` is for what was asked to be cancelled. */
export type Settlement = Lease &
  (
    | { as: 'done' }
    | { as: 'retry'; at: number; error: string }
    | { as: 'dead'; error: string }
    | { as: 'release' }
    | { as: 'cancelled' }
  )

/** What became of a lease: `cancelling` is still held, and the job is to be cancelled; a `lost` one belongs to somebody else, or to nobody. */
export type LeaseState = 'held' | 'cancelling' | 'lost'

export interface JobFilter {
  state?: JobState
  task?: string
  queue?: string
  key?: string
}

/** How many of the jobs that ended this way are kept, the latest, and for how many milliseconds at most. */
export type Retention = Record<'done' | 'cancelled' | 'dead', { age: number; count: number }>

/** A moment at which a schedule fires. */
export interface Firing {
  schedule: string
  /** The moment, not the time it was noticed. */
  at: number
  job: NewJob
}

/**
 * The queue of jobs. All times come from the caller, so that one clock decides. Calls that write are atomic, and on disk when
 * they resolve; those made at once share a commit. A job that has to join a transaction is given to `Transaction.enqueue`.
 *
 * @throws `JOBS_VALUE` for what cannot be stored.
 */
export interface Jobs {
  /** @param now When they are said to be made. @returns One for each, in order. */
  enqueue(jobs: readonly NewJob[], now: number): Promise<Enqueued[]>

  /**
   * Leases jobs that are due: by priority, then by `runAt`, then in the order they came. Jobs whose lease has run out are taken
   * back first: they are due again, or dead when they have no attempt left. So are those whose lease ends more than two days from
   * now: their worker's clock was wrong.
   *
   * @returns The jobs that are leased, and behind them those that are dead now, as they are: nobody else knows that they have ended.
   */
  claim(claim: Claim): Promise<Job[]>

  /** Prolongs leases and notes progress. @returns One for each, in order. */
  extend(leases: readonly (Lease & { progress?: number | undefined })[], until: number): Promise<LeaseState[]>

  /** Ends attempts, and wakes what waited for them by key. @returns For each whether the lease was still held; if not, nothing was changed. */
  settle(settlements: readonly Settlement[], now: number): Promise<boolean[]>

  /** Cancels a job that is pending, or asks its worker to. @returns `undefined` when there is none, or it is over. */
  cancel(id: string, now: number): Promise<'cancelled' | 'cancelling' | undefined>

  /**
   * Makes a job that is dead or cancelled pending again, with all its attempts.
   *
   * @returns `false` when it is neither, and when a later one of its key waits: that one will do the work.
   */
  retry(id: string, now: number): Promise<boolean>

  /**
   * Notes a schedule.
   *
   * @returns When it fired last; `now` when it is new, its pattern is another than before, or that would be more than two days
   * from now, because a clock was wrong.
   */
  openSchedule(schedule: string, pattern: string, now: number): Promise<number>

  /** Enqueues the job unless the schedule has fired at or after this moment, here or in another process. @returns Whether it did. */
  fire(firing: Firing, now: number): Promise<boolean>

  /** Deletes what is over and need not be kept, at most `limit` jobs. @returns How many. */
  sweep(retention: Retention, limits: { now: number; limit: number }): Promise<number>

  find(id: string): Promise<Job | undefined>

  /** Newest first. @param page `before`: only jobs made before the one with this id. */
  list(filter: JobFilter, page: { limit: number; before?: string }): Promise<Job[]>

  count(filter: JobFilter): Promise<number>

  /** When the next pending job falls due or the next lease runs out; jobs that only wait for a worker or a key do not count. */
  nextDue(): Promise<number | undefined>

  /**
   * Tells when there may be something to claim: after each commit in this process that made it so, and when another process has
   * written to the database. Costs nothing while nothing happens.
   *
   * @returns What ends it.
   */
  watch(wake: () => void): () => void
}
