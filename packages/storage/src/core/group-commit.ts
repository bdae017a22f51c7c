import { StorageError } from '../errors.ts'
import type { Turn, Writer } from './writer.ts'

export interface Entry {
  document: string
  update: Uint8Array
}

interface Pending extends Entry {
  resolve: (seq: number) => void
  reject: (reason: unknown) => void
}

type State = 'idle' | 'scheduled' | 'closed'

/**
 * Collects the appends of one turn of the event loop, and of the time spent waiting for the writer, into one commit:
 * the price of a commit is the flush to disk, not the rows in it.
 */
export class GroupCommit {
  readonly #writer: Writer
  readonly #commit: (entries: readonly Entry[]) => number[]
  #group: Pending[] = []
  #state: State = 'idle'
  /** Settles when the group being collected has been committed or refused; never rejects. */
  #flushed: Promise<void> = Promise.resolve()

  /** @param commit Stores all entries or, when it throws, none; returns a sequence number for each. */
  constructor(writer: Writer, commit: (entries: readonly Entry[]) => number[]) {
    this.#writer = writer
    this.#commit = commit
  }

  append(document: string, update: Uint8Array): Promise<number> {
    if (this.#state === 'closed') return Promise.reject(new StorageError('STORAGE_CLOSED'))
    return new Promise((resolve, reject) => {
      this.#group.push({ document, update: new Uint8Array(update), resolve, reject })
      if (this.#state === 'scheduled') return
      this.#state = 'scheduled'
      this.#flushed = new Promise((done) => setImmediate(() => void this.#flush().then(done)))
    })
  }

  /** Refuses further appends and waits until those already made are settled. */
  close(): Promise<void> {
    this.#state = 'closed'
    return this.#flushed
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
      const numbers = this.#commit(group)
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
    if (this.#state === 'scheduled') this.#state = 'idle'
    return group
  }
}
