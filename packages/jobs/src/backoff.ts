import { JobError } from './errors.ts'

/** How long a failed job waits. A number stands for `delay`. */
export type Backoff =
  | number
  | {
      /** Milliseconds before the second attempt. Default 1,000. */
      readonly delay?: number
      /** Each further wait is so many times as long. Default 2. */
      readonly factor?: number
      /** Milliseconds it waits at most. Default one hour. */
      readonly max?: number
      /** The part of the wait that chance may take away, from 0 to 1, so that what failed together does not come back together. Default 0.5. */
      readonly jitter?: number
    }

/** Milliseconds that anything waits at most, whatever is asked for. */
const longestWait = 366 * 86_400_000

const defaults = { delay: 1000, factor: 2, max: 3_600_000, jitter: 0.5 }

/**
 * @param attempt how many attempts have failed, from 1
 * @param random from 0 to below 1
 * @returns whole milliseconds until the next one
 */
export function waitBefore(
  backoff: Backoff | undefined,
  { attempt, random }: { attempt: number; random: number },
): number {
  const { delay, factor, max, jitter } = {
    ...defaults,
    ...(typeof backoff === 'number' ? { delay: backoff } : backoff),
  }
  const grown = delay * Math.min(Number.MAX_VALUE, factor ** (attempt - 1)) // 0 times infinity is no number
  const longest = Math.min(max, longestWait, grown)
  return Math.max(0, Math.round(longest * (1 - jitter * random)))
}

/** @throws JobError `JOB_TASK` */
export function checkBackoff(task: string, backoff: unknown): void {
  const parts = typeof backoff === 'object' && backoff !== null ? Object.entries(backoff) : [['delay', backoff]]
  for (const [name, value] of parts as [string, unknown][]) {
    const most = name === 'jitter' ? 1 : Number.MAX_SAFE_INTEGER
    const known = Object.hasOwn(defaults, name)
    if (known && (value === undefined || (typeof value === 'number' && value >= 0 && value <= most))) continue
    throw new JobError(
      'JOB_TASK',
      `The \`backoff\` of task "${task}" has ${known ? 'a wrong' : 'an unknown'} \`${name}\`.`,
      { task },
    )
  }
}
