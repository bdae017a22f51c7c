import { Cron } from 'croner'
import type { JsonValue } from '@crochet/storage'
import { JobError } from './errors.ts'
import { defaultInputLimit, toStored } from './input.ts'

/** When a task runs by itself. Text stands for `cron`. */
export type ScheduleOptions =
  | string
  | {
      /** `minute hour day month weekday`, or six parts with seconds first. */
      readonly cron: string
      /** IANA name. Default `UTC`. */
      readonly timezone?: string
      /** What the handler gets, as JSON has it. Default `null`. */
      readonly input?: unknown
    }

/** The moments of a cron pattern. Times are milliseconds since 1970. */
export class Schedule {
  /** Changes when the moments do. */
  readonly pattern: string
  readonly input: JsonValue
  readonly #cron: Cron

  /** @throws JobError `JOB_SCHEDULE`; `JOB_INPUT`, `JOB_INPUT_SIZE` for an `input` that cannot be kept */
  constructor(task: string, options: ScheduleOptions) {
    const { cron, timezone = 'UTC', input = null } = typeof options === 'string' ? { cron: options } : options
    this.pattern = `${cron} ${timezone}`
    this.input = toStored(input, { task, limit: defaultInputLimit })
    try {
      this.#cron = new Cron(cron, { timezone, paused: true })
      this.#cron.nextRun()
    } catch (cause) {
      throw new JobError('JOB_SCHEDULE', `The schedule "${this.pattern}" of task "${task}" cannot be read.`, {
        task,
        cause,
      })
    }
  }

  /** The first moment after `now`. */
  next(now: number): number | undefined {
    return this.#cron.nextRun(new Date(now))?.getTime()
  }

  /** The last moment that is not after `now`. */
  latest(now: number): number | undefined {
    return this.#cron.previousRuns(1, new Date(now + 1))[0]?.getTime() // what it is given does not count itself
  }
}
