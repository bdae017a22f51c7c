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
import type { Connection, SqlRow } from './connection.ts'
import * as sql from './job-statements.ts'
import { filterJobs, isOver, laneOf, toJob } from './job-row.ts'

export class SqliteJobReader implements JobReader {
  readonly #reader: Connection

  constructor(reader: Connection) {
    this.#reader = reader
  }

  find(id: string): Job | undefined {
    const row = this.#reader.get(sql.selectById, [id])
    return row === undefined ? undefined : toJob(row)
  }

  list(filter: JobFilter, { limit, before }: { limit: number; before?: string }): Job[] {
    const { condition, parameters } = filterJobs(filter, before)
    const statement = `SELECT * FROM crochet_jobs ${condition} ORDER BY id DESC LIMIT ?`
    return this.#reader.all(statement, [...parameters, limit]).map(toJob)
  }

  count(filter: JobFilter): number {
    const { condition, parameters } = filterJobs(filter)
    return Number(this.#reader.get(`SELECT count(*) AS jobs FROM crochet_jobs ${condition}`, parameters)?.jobs)
  }

  nextDue(): number | undefined {
    const at = this.#reader.get(sql.selectNextDue)?.at
    return at === null || at === undefined ? undefined : Number(at)
  }
}

/** The queue in the transaction that is open on the writer connection. */
export class SqliteJobs implements JobRows {
  readonly #writer: Connection

  constructor(writer: Connection) {
    this.#writer = writer
  }

  enqueue(jobs: readonly CheckedJob[], now: number): Enqueued[] {
    return jobs.map((job) => this.#enqueue(job, now))
  }

  claim({ token, now, until, limit, tasks, queues }: Claim): Job[] {
    const buried = this.#takeBack(now)
    this.#writer.run(sql.promote, [now])
    const room = new Map(tasks.map(({ task, most }) => [task, this.#roomFor(task, most)]))
    const picked = this.#candidates({ room, queues, limit }).filter(({ task }) => {
      const left = room.get(String(task)) ?? 0
      room.set(String(task), left - 1)
      return left > 0
    })
    const leased = picked.slice(0, limit).flatMap(({ number }) => {
      const row = this.#writer.get(sql.lease, [number, token, until, now])
      return row === undefined ? [] : [toJob(row)]
    })
    return [...leased, ...buried]
  }

  extend(leases: readonly (Lease & { progress?: number | undefined })[], until: number): LeaseState[] {
    return leases.map(({ id, token, progress }) => {
      const row = this.#writer.get(sql.extend, [id, token, until, progress ?? null])
      if (row === undefined) return 'lost'
      return row.cancelling === 1 ? 'cancelling' : 'held'
    })
  }

  settle(settlements: readonly Settlement[], now: number): boolean[] {
    return settlements.map((settlement) => this.#settle(settlement, now))
  }

  cancel(id: string, now: number): 'cancelled' | 'cancelling' | undefined {
    const row = this.#writer.get(sql.selectById, [id])
    if (row === undefined || isOver(row)) return undefined
    if (row.state === 'running') {
      this.#writer.run(sql.askToCancel, [id])
      return 'cancelling'
    }
    this.#writer.run(sql.cancelPending, [id, now])
    if (row.begun === 1) this.#unblock(row, now)
    return 'cancelled'
  }

  retry(id: string, now: number): boolean {
    const row = this.#writer.get(sql.selectById, [id])
    if (row === undefined || (row.state !== 'dead' && row.state !== 'cancelled')) return false
    const others = this.#ofKey(row.task, row.key)
    if (others.some(({ begun }) => begun === 0)) return false
    this.#writer.run(sql.revive, [id, now, others.length > 0 ? 'blocked' : 'ready'])
    return true
  }

  openSchedule(schedule: string, pattern: string, now: number): number {
    const known = this.#writer.get(sql.selectSchedule, [schedule])
    if (known?.pattern === pattern && Number(known.fired) <= now + farAhead) return Number(known.fired)
    this.#writer.run(sql.replaceSchedule, [schedule, pattern, now])
    return now
  }

  fire({ schedule, at, job }: Omit<Firing, 'job'> & { job: CheckedJob }, now: number): boolean {
    if (this.#writer.run(sql.noteFiring, [schedule, at]) === 0) return false
    this.#enqueue(job, now)
    return true
  }

  sweep(retention: Retention, { now, limit }: { now: number; limit: number }): number {
    let left = limit
    for (const [state, { age, count }] of Object.entries(retention)) {
      left -= this.#writer.run(sql.deleteOlder, [state, now - age, left])
      left -= this.#writer.run(sql.deleteBeyond, [state, count, left])
    }
    return limit - left
  }

  #enqueue(job: CheckedJob, now: number): Enqueued {
    const { id, task, queue, key, priority, runAt, attempts, json, aboutJson = null } = job
    const others = this.#ofKey(task, key)
    const waiting = others.find(({ begun }) => begun === 0)
    if (waiting !== undefined) {
      this.#writer.run(sql.merge, [waiting.number, json, priority, runAt, attempts, now, aboutJson])
      return { id: String(waiting.id), merged: true }
    }
    const state = others.length > 0 ? 'blocked' : runAt <= now ? 'ready' : 'timed'
    const values = [id, laneOf(queue, task), task, queue, key ?? null, state, priority, runAt, json, attempts, now]
    this.#writer.run(sql.insert, [...values, aboutJson])
    return { id, merged: false }
  }

  #settle(settlement: Settlement, now: number): boolean {
    const { id, token } = settlement
    switch (settlement.as) {
      case 'done':
        return this.#end(sql.finish, [id, token, now])
      case 'dead':
        return this.#end(sql.bury, [id, token, now, settlement.error])
      case 'cancelled':
        return this.#end(sql.cancelHeld, [id, token, now])
      case 'retry':
        if (this.#cancelling(settlement)) return this.#end(sql.cancelHeld, [id, token, now])
        return this.#writer.run(sql.tryAgain, [id, token, now, settlement.at, settlement.error]) > 0
      case 'release':
        if (this.#cancelling(settlement)) return this.#end(sql.cancelHeld, [id, token, now])
        return this.#writer.run(sql.giveBack, [id, token, now, 1]) > 0
    }
  }

  #end(statement: string, values: unknown[]): boolean {
    const row = this.#writer.get(statement, values)
    if (row === undefined) return false
    this.#unblock(row, values[2])
    return true
  }

  #unblock({ task, key }: SqlRow, now: unknown): void {
    if (key !== null) this.#writer.run(sql.unblock, [task, key, now])
  }

  #cancelling({ id, token }: Lease): boolean {
    return this.#writer.get(sql.selectHeld, [id, token])?.cancelling === 1
  }

  /** @returns those that have no attempt left */
  #takeBack(now: number): Job[] {
    const buried: unknown[] = []
    for (const { id, token, attempt, attempts, cancelling } of this.#writer.all(sql.selectExpired, [now])) {
      if (cancelling === 1) this.#end(sql.cancelHeld, [id, token, now])
      else if (Number(attempt) >= Number(attempts)) {
        this.#end(sql.bury, [id, token, now, ranOut])
        buried.push(id)
      } else this.#writer.run(sql.giveBack, [id, token, now, 0])
    }
    return buried.flatMap((id) => this.#writer.all(sql.selectById, [id]).map(toJob))
  }

  #roomFor(task: string, most: number | undefined): number {
    if (most === undefined) return Infinity
    return most - Number(this.#writer.get(sql.countRunning, [task])?.running)
  }

  /** The first of each lane that the claim may take from, all in order. */
  #candidates({
    room,
    queues,
    limit,
  }: {
    room: ReadonlyMap<string, number>
    queues: readonly string[] | undefined
    limit: number
  }): SqlRow[] {
    const rows = this.#writer.all(sql.selectLanes).flatMap(({ lane }) => {
      const [queue = '', task = ''] = String(lane).split(' ')
      const most = Math.min(limit, room.get(task) ?? 0)
      if (most <= 0 || queues?.includes(queue) === false) return []
      return this.#writer.all(sql.selectReady, [lane, most])
    })
    return rows.toSorted(inOrder)
  }

  #ofKey(task: unknown, key: unknown): SqlRow[] {
    return key === undefined || key === null ? [] : this.#writer.all(sql.selectOfKey, [task, key])
  }
}

function inOrder(a: SqlRow, b: SqlRow): number {
  return (
    Number(b.priority) - Number(a.priority) ||
    Number(a.run_at) - Number(b.run_at) ||
    Number(a.number) - Number(b.number)
  )
}
