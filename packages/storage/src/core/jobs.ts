import { StorageError } from '../errors.ts'
import type {
  Claim,
  Enqueued,
  Firing,
  Job,
  JobFilter,
  Jobs,
  Lease,
  LeaseState,
  NewJob,
  Retention,
  Settlement,
} from '../ports/jobs.ts'
import {
  checkClaim,
  checkFilter,
  checkJob,
  checkName,
  checkRetention,
  checkSettlement,
  checkTime,
  checkWhole,
} from './check-jobs.ts'
import type { JobIDs } from './job-id.ts'
import type { JobReader, JobRows } from './job-rows.ts'
import type { JobSignal } from './job-signal.ts'
import type { HeldTransaction } from './transaction.ts'

/** More of them a caller cannot look at in one go. */
const mostListed = 1000

interface Parts {
  ids: JobIDs
  signal: JobSignal
  begin: (label: string) => Promise<HeldTransaction>
}

/** The queue on top of a backend: checks what comes in, and writes in transactions, which share commits with all others. */
export class BackedJobs implements Jobs {
  readonly #reader: JobReader
  readonly #parts: Parts
  #closed = false

  constructor(reader: JobReader, parts: Parts) {
    this.#reader = reader
    this.#parts = parts
  }

  async enqueue(jobs: readonly NewJob[], now: number): Promise<Enqueued[]> {
    checkTime('now', now)
    const checked = jobs.map((job) => checkJob(job, this.#parts.ids.next(now)))
    return this.#write('enqueue', { wakes: () => true }, (rows) => rows.enqueue(checked, now))
  }

  async claim(claim: Claim): Promise<Job[]> {
    checkClaim(claim)
    return this.#write('claim', { wakes: () => false }, (rows) => rows.claim(claim))
  }

  async extend(leases: readonly (Lease & { progress?: number | undefined })[], until: number): Promise<LeaseState[]> {
    checkTime('until', until)
    return this.#write('extend', { wakes: () => false }, (rows) => rows.extend(leases, until))
  }

  async settle(settlements: readonly Settlement[], now: number): Promise<boolean[]> {
    checkTime('now', now)
    const checked = settlements.map(checkSettlement)
    return this.#write('settle', { wakes: () => true }, (rows) => rows.settle(checked, now))
  }

  async cancel(id: string, now: number): Promise<'cancelled' | 'cancelling' | undefined> {
    checkTime('now', now)
    return this.#write('cancel', { wakes: (state) => state !== undefined }, (rows) => rows.cancel(id, now))
  }

  async retry(id: string, now: number): Promise<boolean> {
    checkTime('now', now)
    return this.#write('retry', { wakes: (done) => done }, (rows) => rows.retry(id, now))
  }

  async openSchedule(schedule: string, pattern: string, now: number): Promise<number> {
    checkName('schedule', schedule)
    checkTime('now', now)
    return this.#write('schedule', { wakes: () => false }, (rows) => rows.openSchedule(schedule, pattern, now))
  }

  async fire(firing: Firing, now: number): Promise<boolean> {
    checkName('schedule', firing.schedule)
    checkTime('at', firing.at)
    checkTime('now', now)
    const checked = { ...firing, job: checkJob(firing.job, this.#parts.ids.next(now)) }
    return this.#write('fire', { wakes: (fired) => fired }, (rows) => rows.fire(checked, now))
  }

  async sweep(retention: Retention, limits: { now: number; limit: number }): Promise<number> {
    checkRetention(retention)
    checkTime('now', limits.now)
    return this.#write('sweep', { wakes: () => false }, (rows) => rows.sweep(retention, limits))
  }

  async find(id: string): Promise<Job | undefined> {
    this.#checkOpen()
    return this.#reader.find(id)
  }

  async list(filter: JobFilter, page: { limit: number; before?: string }): Promise<Job[]> {
    this.#checkOpen()
    checkWhole('limit', page.limit, { least: 0, most: mostListed })
    return this.#reader.list(checkFilter(filter), page)
  }

  async count(filter: JobFilter): Promise<number> {
    this.#checkOpen()
    return this.#reader.count(checkFilter(filter))
  }

  async nextDue(): Promise<number | undefined> {
    this.#checkOpen()
    return this.#reader.nextDue()
  }

  watch(wake: () => void): () => void {
    this.#checkOpen()
    return this.#parts.signal.watch(wake)
  }

  close(): void {
    this.#closed = true
    this.#parts.signal.close()
  }

  /** What is returned is what the statements gave when they were run for the last time, which is what is on disk. */
  async #write<T>(label: string, { wakes }: { wakes: (result: T) => boolean }, run: (rows: JobRows) => T): Promise<T> {
    this.#checkOpen()
    await using transaction = await this.#parts.begin(`jobs ${label}`)
    const result = await transaction.commitJobs(run)
    if (wakes(result)) this.#parts.signal.wake()
    return result
  }

  #checkOpen(): void {
    if (this.#closed) throw new StorageError('STORAGE_CLOSED')
  }
}
