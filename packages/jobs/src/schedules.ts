import type { Core } from './core.ts'
import type { Schedule } from './schedule.ts'
import type { CheckedTask } from './task.ts'

interface Due {
  readonly task: CheckedTask
  readonly schedule: Schedule
  /** The moment it fired for last, here or elsewhere. */
  last: number
  next: number | undefined
}

/** Puts the jobs of schedules into the queue when it is time. What was missed while no worker ran fires once. */
export class Schedules {
  readonly #core: Core
  readonly #due: Due[]
  #opened = false

  constructor(core: Core) {
    this.#core = core
    this.#due = [...core.tasks.values()].flatMap((task) =>
      task.schedule === undefined ? [] : [{ task, schedule: task.schedule, last: 0, next: undefined }],
    )
  }

  /** The next moment of any of them. */
  get next(): number | undefined {
    const moments = this.#due.flatMap(({ next }) => (next === undefined ? [] : [next]))
    return moments.length === 0 ? undefined : Math.min(...moments)
  }

  async fire(): Promise<void> {
    const now = this.#core.clock.now()
    if (!this.#opened) await this.#open(now)
    for (const due of this.#due) if (due.next !== undefined && due.next <= now) await this.#fire(due, now)
  }

  async #open(now: number): Promise<void> {
    for (const due of this.#due) {
      due.last = await this.#core.storage.jobs.openSchedule(due.task.slug, due.schedule.pattern, now)
      due.next = due.schedule.next(due.last)
    }
    this.#opened = true
  }

  async #fire(due: Due, now: number): Promise<void> {
    const { task, schedule } = due
    const at = schedule.latest(now) ?? now
    const about = {
      task: task.slug,
      queue: task.queue,
      key: `schedule ${task.slug}`,
      priority: 0,
      attempts: task.attempts,
    }
    const job = { ...about, input: schedule.input, runAt: now }
    await this.#core.storage.jobs.fire({ schedule: task.slug, at, job }, now)
    due.last = at
    due.next = schedule.next(Math.max(at, now))
  }
}
