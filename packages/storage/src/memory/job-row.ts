import type { CheckedJob } from '../core/job-rows.ts'
import type { Job, JobFilter, JobState } from '../ports/jobs.ts'
import type { JsonValue } from '../ports/row.ts'

/** A job as it is kept; never changed in place. The states and `begun` are those of `sqlite/job-tables.ts`. */
export interface StoredJob extends CheckedJob {
  readonly number: number
  readonly state: 'ready' | 'timed' | 'blocked' | 'running' | 'done' | 'dead' | 'cancelled'
  readonly begun: boolean
  readonly attempt: number
  readonly progress: number
  readonly error: string | undefined
  readonly token: string | undefined
  readonly leaseUntil: number
  readonly cancelling: boolean
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly finishedAt: number | undefined
}

export function toStored(job: CheckedJob, about: Pick<StoredJob, 'number' | 'state' | 'createdAt'>): StoredJob {
  return {
    ...job,
    ...about,
    begun: false,
    attempt: 0,
    progress: 0,
    error: undefined,
    token: undefined,
    leaseUntil: 0,
    cancelling: false,
    startedAt: undefined,
    finishedAt: undefined,
  }
}

export function toJob(stored: StoredJob): Job {
  const { id, task, queue, key, priority, runAt, attempts, attempt, progress, error } = stored
  const { createdAt, startedAt, finishedAt } = stored
  const input = JSON.parse(stored.json) as JsonValue
  const about = stored.aboutJson === undefined ? undefined : (JSON.parse(stored.aboutJson) as JsonValue)
  const state = stateOf(stored)
  const times = { createdAt, startedAt, finishedAt }
  return { id, task, queue, key, input, about, priority, runAt, attempts, state, attempt, progress, error, ...times }
}

export function matchesFilter(stored: StoredJob, { state, task, queue, key }: JobFilter): boolean {
  if (state !== undefined && stateOf(stored) !== state) return false
  if (task !== undefined && stored.task !== task) return false
  if (queue !== undefined && stored.queue !== queue) return false
  return key === undefined || stored.key === key
}

/** The order in which they are claimed. */
export function inOrder(a: StoredJob, b: StoredJob): number {
  return b.priority - a.priority || a.runAt - b.runAt || a.number - b.number
}

function stateOf({ state }: StoredJob): JobState {
  return state === 'ready' || state === 'timed' || state === 'blocked' ? 'pending' : state
}
