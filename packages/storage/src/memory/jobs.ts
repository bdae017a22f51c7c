import { farAhead } from '../core/far-ahead.ts'
import { ranOut } from '../core/lease-ran-out.ts'
import type { CheckedJob, JobReader, JobRows } from '../core/job-rows.ts'
import type {
  Claim,
  Enqueued,
  Firing,
  Job,
  JobFilter,
  Lease,
  LeaseState,
  Retention,
  Settlement,
} from '../ports/jobs.ts'
import { compareText } from './compare.ts'
import { inOrder, matchesFilter, toJob, toStored } from './job-row.ts'
import type { StoredJob } from './job-row.ts'

/** Jobs by id, schedules by name. Never changed in place. */
export interface JobsState {
  readonly rows: ReadonlyMap<string, StoredJob>
  readonly schedules: ReadonlyMap<string, { pattern: string; fired: number }>
}

export const noJobs: JobsState = { rows: new Map(), schedules: new Map() }

export class MemoryJobReader implements JobReader {
  readonly #state: () => JobsState

  constructor(state: () => JobsState) {
    this.#state = state
  }

  find(id: string): Job | undefined {
    const stored = this.#state().rows.get(id)
    return stored === undefined ? undefined : toJob(stored)
  }

  list(filter: JobFilter, { limit, before }: { limit: number; before?: string }): Job[] {
    const rows = [...this.#state().rows.values()].filter((row) => matchesFilter(row, filter))
    const earlier = before === undefined ? rows : rows.filter(({ id }) => compareText(id, before) < 0)
    const newest = earlier.toSorted((a, b) => compareText(b.id, a.id))
    return newest.slice(0, limit).map(toJob)
  }

  count(filter: JobFilter): number {
    return [...this.#state().rows.values()].filter((row) => matchesFilter(row, filter)).length
  }

  nextDue(): number | undefined {
    const times = [...this.#state().rows.values()].flatMap(({ state, runAt, leaseUntil }) =>
      state === 'timed' ? [runAt] : state === 'running' ? [leaseUntil] : [],
    )
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b))
  }
}

/** The queue in a transaction: works on a copy of what it writes to. */
export class MemoryJobs implements JobRows {
  #rows: Map<string, StoredJob> | undefined
  #state: JobsState
  readonly #savepoints: JobsState[] = []

  constructor(state: JobsState) {
    this.#state = state
  }

  get state(): JobsState {
    return this.#state
  }

  savepoint(depth: number): void {
    this.#savepoints[depth] = this.#state
    this.#rows = undefined
  }

  rollbackTo(depth: number): void {
    this.#state = this.#savepoints[depth] ?? this.#state
    this.#rows = undefined
  }

  enqueue(jobs: readonly CheckedJob[], now: number): Enqueued[] {
    return jobs.map((job) => this.#enqueue(job, now))
  }

  claim({ token, now, until, limit, tasks, queues }: Claim): Job[] {
    const buried = this.#takeBack(now)
    for (const row of this.#all()) if (row.state === 'timed' && row.runAt <= now) this.#put({ ...row, state: 'ready' })
    const room = new Map(tasks.map(({ task, most = Infinity }) => [task, most - this.#running(task)]))
    const picked = this.#all()
      .filter(({ state, queue }) => state === 'ready' && queues?.includes(queue) !== false)
      .toSorted(inOrder)
      .filter(({ task }) => {
        const left = room.get(task) ?? 0
        room.set(task, left - 1)
        return left > 0
      })
    const leased = picked.slice(0, limit).map((row) => {
      const attempt = row.attempt + 1
      const held = { state: 'running', begun: true, attempt, progress: 0, token, leaseUntil: until } as const
      return toJob(this.#put({ ...row, ...held, startedAt: now }))
    })
    return [...leased, ...buried]
  }

  extend(leases: readonly (Lease & { progress?: number | undefined })[], until: number): LeaseState[] {
    return leases.map(({ progress, ...lease }) => {
      const row = this.#held(lease)
      if (row === undefined) return 'lost'
      this.#put({ ...row, leaseUntil: until, progress: progress ?? row.progress })
      return row.cancelling ? 'cancelling' : 'held'
    })
  }

  settle(settlements: readonly Settlement[], now: number): boolean[] {
    return settlements.map((settlement) => {
      const row = this.#held(settlement)
      if (row !== undefined) this.#settle(row, settlement, now)
      return row !== undefined
    })
  }

  cancel(id: string, now: number): 'cancelled' | 'cancelling' | undefined {
    const row = this.#state.rows.get(id)
    if (row === undefined || row.finishedAt !== undefined) return undefined
    if (row.state === 'running') {
      this.#put({ ...row, cancelling: true })
      return 'cancelling'
    }
    this.#put({ ...row, state: 'cancelled', finishedAt: now })
    if (row.begun) this.#unblock(row, now)
    return 'cancelled'
  }

  retry(id: string, now: number): boolean {
    const row = this.#state.rows.get(id)
    if (row?.state !== 'dead' && row?.state !== 'cancelled') return false
    const others = this.#ofKey(row)
    if (others.some(({ begun }) => !begun)) return false
    const fresh = { begun: false, attempt: 0, progress: 0, cancelling: false, finishedAt: undefined, runAt: now }
    this.#put({ ...row, ...fresh, state: others.length > 0 ? 'blocked' : 'ready' })
    return true
  }

  openSchedule(schedule: string, pattern: string, now: number): number {
    const known = this.#state.schedules.get(schedule)
    if (known?.pattern === pattern && known.fired <= now + farAhead) return known.fired
    this.#noteFired(schedule, { pattern, fired: now })
    return now
  }

  fire({ schedule, at, job }: Omit<Firing, 'job'> & { job: CheckedJob }, now: number): boolean {
    const known = this.#state.schedules.get(schedule)
    if (known === undefined || known.fired >= at) return false
    this.#noteFired(schedule, { ...known, fired: at })
    this.#enqueue(job, now)
    return true
  }

  sweep(retention: Retention, { now, limit }: { now: number; limit: number }): number {
    const over = Object.entries(retention).flatMap(([state, { age, count }]) => {
      const ended = this.#all().filter((row) => row.state === state)
      const latest = ended.toSorted((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0) || b.number - a.number)
      const old = latest.filter(({ finishedAt }) => (finishedAt ?? 0) < now - age)
      return [...old, ...latest.filter((row) => !old.includes(row)).slice(count)]
    })
    const gone = over.slice(0, limit)
    for (const { id } of gone) this.#own().delete(id)
    return gone.length
  }

  #enqueue(job: CheckedJob, now: number): Enqueued {
    const others = this.#ofKey(job)
    const waiting = others.find(({ begun }) => !begun)
    if (waiting !== undefined) {
      const runAt = Math.min(waiting.runAt, job.runAt)
      const priority = Math.max(waiting.priority, job.priority)
      const state = waiting.state === 'blocked' ? 'blocked' : runAt <= now ? 'ready' : 'timed'
      this.#put({
        ...waiting,
        json: job.json,
        aboutJson: job.aboutJson,
        attempts: job.attempts,
        runAt,
        priority,
        state,
      })
      return { id: waiting.id, merged: true }
    }
    const state = others.length > 0 ? 'blocked' : job.runAt <= now ? 'ready' : 'timed'
    const number = this.#all().reduce((last, row) => Math.max(last, row.number), 0) + 1
    this.#put(toStored(job, { number, state, createdAt: now }))
    return { id: job.id, merged: false }
  }

  #settle(row: StoredJob, settlement: Settlement, now: number): void {
    switch (settlement.as) {
      case 'done':
        return this.#end({ ...row, state: 'done', progress: 1, error: undefined }, now)
      case 'dead':
        return this.#end({ ...row, state: 'dead', error: settlement.error }, now)
      case 'cancelled':
        return this.#end({ ...row, state: 'cancelled' }, now)
      case 'retry': {
        if (row.cancelling) return this.#end({ ...row, state: 'cancelled' }, now)
        const { at: runAt, error } = settlement
        return this.#free({ ...row, runAt, error }, now)
      }
      case 'release':
        if (row.cancelling) return this.#end({ ...row, state: 'cancelled' }, now)
        return this.#free({ ...row, attempt: row.attempt - 1 }, now)
    }
  }

  #end(row: StoredJob, now: number): void {
    this.#put({ ...row, token: undefined, finishedAt: now })
    this.#unblock(row, now)
  }

  #free(row: StoredJob, now: number): void {
    this.#put({ ...row, token: undefined, state: row.runAt <= now ? 'ready' : 'timed' })
  }

  #unblock(ended: StoredJob, now: number): void {
    for (const row of this.#ofKey(ended)) {
      if (row.state === 'blocked') this.#put({ ...row, state: row.runAt <= now ? 'ready' : 'timed' })
    }
  }

  /** @returns those that have no attempt left */
  #takeBack(now: number): Job[] {
    const isOver = (until: number): boolean => until <= now || until > now + farAhead
    const expired = this.#all()
      .filter(({ state, leaseUntil }) => state === 'running' && isOver(leaseUntil))
      .toSorted((one, other) => one.leaseUntil - other.leaseUntil)
    for (const row of expired) {
      if (row.cancelling) this.#end({ ...row, state: 'cancelled' }, now)
      else if (row.attempt >= row.attempts) this.#end({ ...row, state: 'dead', error: ranOut }, now)
      else this.#free(row, now)
    }
    const ids = expired.filter((row) => !row.cancelling && row.attempt >= row.attempts).map(({ id }) => id)
    return ids.flatMap((id) => this.#state.rows.get(id) ?? []).map(toJob)
  }

  #running(task: string): number {
    return this.#all().filter((row) => row.state === 'running' && row.task === task).length
  }

  #held({ id, token }: Lease): StoredJob | undefined {
    const row = this.#state.rows.get(id)
    return row?.state === 'running' && row.token === token ? row : undefined
  }

  /** Those of the same key that are not over. */
  #ofKey({ task, key }: Pick<StoredJob, 'task' | 'key'>): StoredJob[] {
    if (key === undefined) return []
    return this.#all().filter((row) => row.task === task && row.key === key && row.finishedAt === undefined)
  }

  #all(): StoredJob[] {
    return [...this.#state.rows.values()]
  }

  #noteFired(schedule: string, about: { pattern: string; fired: number }): void {
    this.#state = { ...this.#state, schedules: new Map(this.#state.schedules).set(schedule, about) }
  }

  #put(row: StoredJob): StoredJob {
    this.#own().set(row.id, row)
    return row
  }

  /** The rows that this transaction may change in place: copied since the last savepoint. */
  #own(): Map<string, StoredJob> {
    if (this.#rows === undefined) {
      this.#rows = new Map(this.#state.rows)
      this.#state = { ...this.#state, rows: this.#rows }
    }
    return this.#rows
  }
}
