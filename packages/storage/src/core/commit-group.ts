import type { RowTransaction } from './backend.ts'

/** One transaction of the database, and everyone whose commit is settled by its end. */
export class CommitGroup {
  readonly rows: RowTransaction
  readonly #commits: PromiseWithResolvers<void>[] = []
  readonly #end = Promise.withResolvers<void>()
  #over = false

  constructor(rows: RowTransaction) {
    this.rows = rows
  }

  get over(): boolean {
    return this.#over
  }

  /** Resolves when it is known whether what was done in it is on disk. Never rejects. */
  get ended(): Promise<void> {
    return this.#end.promise
  }

  /** How many wait for it to be committed. */
  get size(): number {
    return this.#commits.length
  }

  /** @returns What resolves when everything is on disk, and rejects when nothing is. */
  wait(): Promise<void> {
    const commit = Promise.withResolvers<void>()
    this.#commits.push(commit)
    return commit.promise
  }

  /** Runs statements. When the database undoes the whole transaction after a fault, the group has failed. */
  run<T>(statements: (rows: RowTransaction) => T): T {
    try {
      return statements(this.rows)
    } catch (error) {
      if (!this.rows.alive) this.fail(error)
      throw error
    }
  }

  /** Commits, and tells everyone. @returns Whether it is on disk; otherwise nothing of it is stored. */
  finish(): boolean {
    try {
      this.rows.commit()
    } catch (error) {
      this.#reject(error)
      return false
    }
    this.#over = true
    for (const commit of this.#commits) commit.resolve()
    this.#end.resolve()
    return true
  }

  /** Undoes everything, when nobody waits for it. */
  undo(): void {
    this.#over = true
    this.#end.resolve()
    this.rows.rollback()
  }

  /** Undoes everything, and tells everyone why. Does nothing when it is over. */
  fail(error: unknown): void {
    if (this.#over) return
    try {
      this.rows.rollback()
    } finally {
      this.#reject(error)
    }
  }

  #reject(error: unknown): void {
    this.#over = true
    for (const commit of this.#commits) commit.reject(error)
    this.#end.resolve()
  }
}
