import { JobError } from './errors.ts'
import { isName } from './task.ts'

export interface WorkerOptions {
  /** How many jobs run at once; so many share a commit. Default 50. */
  readonly concurrency?: number
  /** Milliseconds until a silent worker loses its jobs; it says that it lives three times as often. Default 30,000. */
  readonly lease?: number
  /** Only from these queues. Default: from all. */
  readonly queues?: readonly string[]
}

export type CheckedWorkerOptions = WorkerOptions & Required<Pick<WorkerOptions, 'concurrency' | 'lease'>>

/** @throws JobError `JOB_OPTION` */
export function checkWorkerOptions(options: WorkerOptions): CheckedWorkerOptions {
  const { concurrency = 50, lease = 30_000, queues } = options
  checkWhole('concurrency', concurrency, { least: 1, most: 10_000 })
  checkWhole('lease', lease, { least: 30, most: 86_400_000 })
  if (queues !== undefined && !(Array.isArray(queues) && queues.length > 0 && queues.every(isName)))
    fail('queues', queues, 'a list of one or more names')
  return { ...options, concurrency, lease }
}

function checkWhole(option: string, value: number, { least, most }: { least: number; most: number }): void {
  if (!Number.isInteger(value) || value < least || value > most)
    fail(option, value, `a whole number from ${least} to ${most}`)
}

function fail(option: string, value: unknown, expected: string): never {
  const message = `The option \`${option}\` of a worker is ${JSON.stringify(value)}; it is ${expected}.`
  throw new JobError('JOB_OPTION', message)
}
