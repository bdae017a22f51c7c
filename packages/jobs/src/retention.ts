import type { Retention } from '@crochet/storage'
import { JobError } from './errors.ts'

const day = 86_400_000
const defaults: Retention = {
  done: { age: day, count: 1000 },
  cancelled: { age: day, count: 1000 },
  dead: { age: 30 * day, count: 10_000 },
}
/** Milliseconds that anything is kept at most. */
const longest = 36_500 * day

/** @returns What is kept of what is over. @throws JobError `JOB_OPTION` */
export function toRetention(given: Partial<Retention> = {}): Retention {
  for (const [state, kept] of Object.entries(given) as [string, unknown][]) {
    if (!Object.hasOwn(defaults, state)) fail(state, `is none of ${Object.keys(defaults).join(', ')}`)
    const { age, count } = (kept ?? {}) as Readonly<Record<string, unknown>>
    if (!isWhole(age) || age > longest) fail(`${state}.age`, 'is no whole number of milliseconds up to a hundred years')
    if (!isWhole(count)) fail(`${state}.count`, 'is no whole number of jobs')
  }
  return { ...defaults, ...given }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function fail(name: string, problem: string): never {
  throw new JobError('JOB_OPTION', `\`retention.${name}\` ${problem}.`)
}
