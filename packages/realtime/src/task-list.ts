/** Something that is to be done a moment later. */
export interface Task {
  run(): void
}

/**
 * Collects what is to be done a moment later, and does it in one go: one callback of the event loop, however many documents
 * or sockets have something to do.
 */
export class TaskList {
  readonly #schedule: (run: () => void) => void
  #tasks: Task[] = []

  /** @param schedule calls back when the moment has come */
  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule
  }

  add(task: Task): void {
    if (this.#tasks.length === 0) this.#schedule(this.#run)
    this.#tasks.push(task)
  }

  readonly #run = (): void => {
    const tasks = this.#tasks
    this.#tasks = []
    let done = 0
    try {
      for (const task of tasks) {
        done++
        task.run()
      }
    } finally {
      // One that failed takes none of the others along.
      for (const task of tasks.slice(done)) this.add(task)
    }
  }
}

/** The end of the turn of the event loop. */
export const atEndOfTurn = (): TaskList => new TaskList((run) => void setImmediate(run))
