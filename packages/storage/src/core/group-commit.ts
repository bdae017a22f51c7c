import type { Clock } from '../clock.ts'
import { StorageError } from '../errors.ts'
import { Pace } from './pace.ts'
import type { Turn, Writer } from './writer.ts'

export interface Entry {
  document: string
  update: Uint8Array
}

interface Pending extends Entry {
  resolve: (seq: number) => void
  reject: (reason: unknown) => void
}

type State = { is: 'idle' } | { is: 'scheduled'; hurry: () => void } | { is: 'closed' }

/**
 * Collects the appends of one turn of the event loop, and of the time spent waiting for the writer, into one commit:
 * the price of a commit is the flush to disk, not the rows in it. A single append is committed in the turn after its own;
 * under load commits are spaced (`Pace`), and what arrives meanwhile joins the next.
 */
export class GroupCommit {
  readonly #writer: Writer
  readonly #clock: Clock
  readonly #commit: (entries: readonly Entry[]) => number[]
  readonly #pace: Pace
  #group: Pending[] = []
  #state: State = { is: 'idle' }
  /** Settles when the group being collected has been committed or refused; never rejects. */
  #flushed: Promise<void> = Promise.resolve()

  /** @param commit Stores all entries or, when it throws, none; returns a sequence number for each. */
  constructor(commit: (entries: readonly Entry[]) => number[], { writer, clock }: { writer: Writer; clock: Clock }) {
    this.#commit = commit
    this.#writer = writer
    this.#clock = clock
    this.#pace = new Pace(clock)
  }

  append(document: string, update: Uint8Array): Promise<number> {
    if (this.#state.is === 'closed') return Promise.reject(new StorageError('STORAGE_CLOSED'))
    return new Promise((resolve, reject) => {
      this.#group.push({ document, update: new Uint8Array(update), resolve, reject })
      if (this.#state.is === 'idle') this.#schedule()
    })
  }

  /** Refuses further appends, commits those already made without a pause, and waits until they are settled. */
  close(): Promise<void> {
    const state = this.#state
    this.#state = { is: 'closed' }
    if (state.is === 'scheduled') state.hurry()
    return this.#flushed
  }

  #schedule(): void {
    const due = Promise.withResolvers<void>()
    const rest = this.#pace.rest
    const cancel = rest > 0 ? this.#clock.after(rest, due.resolve) : undefined
    // Not in this turn: what it has to send goes out first, and does not wait for the disk.
    if (cancel === undefined) setImmediate(() => setImmediate(due.resolve))
    const hurry = (): void => {
      cancel?.()
      due.resolve()
    }
    this.#state = { is: 'scheduled', hurry }
    this.#flushed = due.promise.then(() => this.#flush())
  }

  async #flush(): Promise<void> {
    let turn: Turn
    try {
      turn = await this.#writer.acquire('journal')
    } catch (reason) {
      for (const pending of this.#takeGroup()) pending.reject(reason)
      return
    }
    const group = this.#takeGroup()
    try {
      const numbers = this.#pace.measure(() => this.#commit(group))
      group.forEach((pending, index) => pending.resolve(numbers[index] ?? 0))
    } catch (reason) {
      for (const pending of group) pending.reject(reason)
    } finally {
      turn.release()
    }
  }

  #takeGroup(): Pending[] {
    const group = this.#group
    this.#group = []
    if (this.#state.is === 'scheduled') this.#state = { is: 'idle' }
    return group
  }
}
