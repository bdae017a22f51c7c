import { StorageError } from '../errors.ts'
import type { Claim, JobFilter, JobState, NewJob, Retention, Settlement } from '../ports/jobs.ts'
import type { CheckedJob } from './job-rows.ts'

const maxName = 200
const maxKey = 500
const maxInput = 1024 * 1024
const maxError = 20_000
/** Milliseconds since 1970 that a `Date` can hold and an id has room for. */
const maxTime = 8_640_000_000_000_000 / 64

const states = new Set<JobState>(['pending', 'running', 'done', 'dead', 'cancelled'])

/** @throws `JOBS_VALUE` */
export function checkJob(job: NewJob, id: string): CheckedJob {
  checkName('task', job.task)
  checkName('queue', job.queue)
  if (job.key !== undefined) checkText('key', job.key, maxKey)
  checkWhole('priority', job.priority, { least: -1_000_000, most: 1_000_000 })
  checkTime('runAt', job.runAt)
  checkWhole('attempts', job.attempts, { least: 1, most: 1_000_000 })
  const { input, about, ...rest } = job
  return {
    ...rest,
    id,
    json: toJson('input', input),
    aboutJson: about === undefined ? undefined : toJson('about', about),
  }
}

/** @throws `JOBS_VALUE` */
export function checkClaim(claim: Claim): void {
  checkText('token', claim.token, maxName)
  checkTime('now', claim.now)
  checkTime('until', claim.until)
  checkWhole('limit', claim.limit, { least: 0, most: 10_000 })
}

/** @returns The settlement with an error text that can be stored. @throws `JOBS_VALUE` */
export function checkSettlement(settlement: Settlement): Settlement {
  switch (settlement.as) {
    case 'retry':
      checkTime('at', settlement.at)
      return { ...settlement, error: storable(settlement.error) }
    case 'dead':
      return { ...settlement, error: storable(settlement.error) }
    case 'done':
    case 'release':
    case 'cancelled':
      return settlement
  }
}

/** @throws `JOBS_VALUE` */
export function checkFilter(filter: JobFilter): JobFilter {
  if (filter.state !== undefined && !states.has(filter.state)) fail('state', 'is none of a job')
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) checkText(name, value, maxKey)
  return filter
}

/** @throws `JOBS_VALUE` */
export function checkRetention(retention: Retention): void {
  for (const { age, count } of Object.values(retention)) {
    checkTime('age', age)
    checkWhole('count', count, { least: 0, most: Number.MAX_SAFE_INTEGER })
  }
}

/** @throws `JOBS_VALUE` */
export function checkTime(what: string, time: number): void {
  checkWhole(what, time, { least: 0, most: maxTime })
}

/** @throws `JOBS_VALUE` */
export function checkWhole(what: string, value: number, { least, most }: { least: number; most: number }): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  fail(what, `is no whole number from ${least} to ${most}`)
}

/** @throws `JOBS_VALUE` */
export function checkName(what: string, name: string): void {
  checkText(what, name, maxName)
  if (/\s/.test(name)) fail(what, 'has a space in it')
}

function checkText(what: string, text: string, most: number): void {
  if (typeof text !== 'string' || text.length === 0) fail(what, 'is no text')
  if (text.length > most) fail(what, `has more than ${most} characters`)
  if (!text.isWellFormed() || text.includes('\0')) fail(what, 'has characters that do not come back as they went in')
}

function toJson(what: string, value: unknown): string {
  let json: string | undefined
  try {
    json = JSON.stringify(value ?? null)
  } catch (error) {
    throw new StorageError('JOBS_VALUE', { what, problem: 'cannot be written as JSON' }, error)
  }
  if (json === undefined) fail(what, 'cannot be written as JSON')
  if (json.length > maxInput) fail(what, `has more than ${maxInput} characters as JSON`)
  return json.toWellFormed()
}

function storable(error: string): string {
  return String(error).slice(0, maxError).toWellFormed().replaceAll('\0', '\ufffd')
}

function fail(what: string, problem: string): never {
  throw new StorageError('JOBS_VALUE', { what, problem })
}
