import type { Job, JobFilter, JobState } from '../ports/jobs.ts'
import type { JsonValue } from '../ports/row.ts'
import type { SqlRow } from './connection.ts'

/** Names have no spaces. */
export function laneOf(queue: string, task: string): string {
  return `${queue} ${task}`
}

export function isOver(row: SqlRow): boolean {
  return row.finished_at !== null
}

export function toJob(row: SqlRow): Job {
  return {
    id: String(row.id),
    task: String(row.task),
    queue: String(row.queue),
    key: row.key === null ? undefined : String(row.key),
    input: JSON.parse(String(row.input)) as JsonValue,
    about: row.about === null ? undefined : (JSON.parse(String(row.about)) as JsonValue),
    priority: Number(row.priority),
    runAt: Number(row.run_at),
    attempts: Number(row.attempts),
    state: stateOf(row.state),
    attempt: Number(row.attempt),
    progress: Number(row.progress),
    error: row.error === null ? undefined : String(row.error),
    createdAt: Number(row.created_at),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
    finishedAt: row.finished_at === null ? undefined : Number(row.finished_at),
  }
}

function stateOf(stored: unknown): JobState {
  switch (stored) {
    case 'running':
    case 'done':
    case 'dead':
    case 'cancelled':
      return stored
    default:
      return 'pending'
  }
}

const stored: Record<JobState, string> = {
  pending: "state IN ('ready', 'timed', 'blocked')",
  running: "state = 'running'",
  done: "state = 'done' AND finished_at IS NOT NULL",
  dead: "state = 'dead' AND finished_at IS NOT NULL",
  cancelled: "state = 'cancelled' AND finished_at IS NOT NULL",
}

export function filterJobs(
  { state, task, queue, key }: JobFilter,
  before?: string,
): { condition: string; parameters: string[] } {
  const terms: [sql: string, value?: string | undefined][] = []
  if (state !== undefined) terms.push([stored[state]])
  if (task !== undefined) terms.push(['task = ?', task])
  if (queue !== undefined) terms.push(['queue = ?', queue])
  if (key !== undefined) terms.push(['key = ?', key])
  if (before !== undefined) terms.push(['id < ?', before])
  const parameters = terms.flatMap(([, value]) => (value === undefined ? [] : [value]))
  return { condition: terms.length === 0 ? '' : `WHERE ${terms.map(([term]) => term).join(' AND ')}`, parameters }
}
