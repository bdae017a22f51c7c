import type { RowTransaction } from './backend.ts'
import type { CommitGroup } from './commit-group.ts'

interface Place {
  /** Whether others have written in the group before it: then it is a savepoint of theirs. */
  joined: boolean
  /** Whether those others have waited long enough. */
  late: () => boolean
  /** Commits them, and moves this one to a group of its own. */
  split: () => void
  /** Gives the turn to write to the next one. */
  leave: () => void
}

/** One transaction of a group. What it writes behind others is noted, so that it can be done again without them. */
export class Member {
  readonly #place: Place
  #group: CommitGroup
  /** Only while there are others before it. */
  #written: ((rows: RowTransaction) => unknown)[] | undefined
  #used = false
  #lost = false

  constructor(group: CommitGroup, place: Place) {
    this.#group = group
    this.#place = place
    this.#written = place.joined ? [] : undefined
  }

  /** Whether the database has undone it. */
  get lost(): boolean {
    return this.#lost
  }

  /** Whether it may have seen what others have written in its group. */
  get used(): boolean {
    return this.#used
  }

  run<T>(statements: (rows: RowTransaction) => T): T {
    this.#used = true
    try {
      return this.#group.run(statements)
    } catch (error) {
      if (this.#group.over) this.lose()
      throw error
    }
  }

  /** @param statements Do the same each time they are run on the same rows. */
  write<T>(statements: (rows: RowTransaction) => T): T {
    const result = this.run(statements)
    if (this.#written !== undefined) {
      this.#written.push(statements)
      if (this.#place.late()) this.#place.split()
    }
    return result
  }

  /** Gives the turn on. @returns What resolves when it is on disk, with the whole group. */
  commit(): Promise<void> {
    const committed = this.#group.wait()
    try {
      if (this.#written !== undefined) this.#group.rows.release(0)
    } catch (error) {
      this.#group.fail(error)
    }
    this.#place.leave()
    return committed
  }

  /** Undoes this one alone and gives the turn on. @returns What resolves when it is known whether all it has seen is stored. */
  rollback(): Promise<void> {
    const group = this.#group
    try {
      if (this.#written === undefined) group.undo()
      else this.stepAside()
    } finally {
      this.#place.leave()
    }
    return group.ended
  }

  /** Undoes it, and leaves the group to the others. When that fails, so has the group. */
  stepAside(): void {
    try {
      this.#group.rows.rollbackTo(0)
    } catch (error) {
      this.#group.fail(error)
      throw error
    }
  }

  /** Does everything again in a group of its own. */
  moveTo(group: CommitGroup): void {
    for (const statements of this.#written ?? []) group.run(statements)
    this.#written = undefined
    this.#group = group
  }

  /** It has been undone, and is over. */
  lose(): void {
    this.#lost = true
    this.#place.leave()
  }
}
