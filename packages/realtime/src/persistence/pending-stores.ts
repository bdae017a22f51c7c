import type { Clock, Journal } from '@crochet/storage'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'

export interface PendingStoresOptions {
  readonly journal: Pick<Journal, 'unstored'>
  /** Loads a document and has it stored, if that is still needed. `attempt` counts from 1. */
  readonly store: (documentName: string, attempt: number) => Promise<void>
  readonly clock: Clock
  readonly log: Log
  /** How many documents are stored at once. Default 4. */
  readonly atOnce?: number
}

const pause = { first: 1_000, longest: 60_000 }

/**
 * Stores, after a start, the documents whose store failed or never ran before the last process ended: what the journal
 * holds above its mark. Each is tried until it succeeds, with growing pauses, in which others get its place.
 */
export class PendingStores {
  readonly #options: PendingStoresOptions
  /** Documents whose turn has not come. */
  #ready: { name: string; attempt: number }[] = []
  readonly #pauses = new Set<() => void>()
  #running = 0
  #cancelled = false
  readonly #done = Promise.withResolvers<void>()

  private constructor(options: PendingStoresOptions) {
    this.#options = options
  }

  /** Begins at once. Nothing is ever thrown: what fails is logged and tried again. */
  static start(options: PendingStoresOptions): PendingStores {
    const stores = new PendingStores(options)
    void stores.#list(1)
    return stores
  }

  /** Resolves when every document has been stored; after `cancel`, when none is being stored any more. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  /** How many documents are still to be stored, as far as it is known. */
  get left(): number {
    return this.#ready.length + this.#pauses.size + this.#running
  }

  /** Begins no further store. What is left stays unstored in the journal, for the next start. */
  cancel(): void {
    this.#cancelled = true
    for (const cancel of this.#pauses) cancel()
    this.#pauses.clear()
    this.#ready = []
    this.#next()
  }

  async #list(attempt: number): Promise<void> {
    this.#running++
    try {
      const names = await this.#options.journal.unstored()
      this.#ready = this.#cancelled ? [] : names.map((name) => ({ name, attempt: 1 }))
    } catch (error) {
      this.#options.log.error({ error, attempt }, 'the journal could not say what is to be stored; it is asked again')
      this.#later(attempt, () => void this.#list(attempt + 1))
    }
    this.#running--
    this.#next()
  }

  #next(): void {
    const { atOnce = 4 } = this.#options
    while (this.#running < atOnce) {
      const document = this.#ready.shift()
      if (document === undefined) break
      void this.#store(document)
    }
    if (this.left === 0) this.#done.resolve()
  }

  async #store({ name, attempt }: { name: string; attempt: number }): Promise<void> {
    this.#running++
    try {
      await this.#options.store(name, attempt)
    } catch (error) {
      this.#options.log.error({ document: name, attempt, error }, 'a document of the last run could not be stored')
      this.#later(attempt, () => {
        this.#ready.push({ name, attempt: attempt + 1 })
        this.#next()
      })
    }
    this.#running--
    this.#next()
  }

  #later(attempt: number, run: () => void): void {
    if (this.#cancelled) return
    const cancel = this.#options.clock.after(backoff(attempt, pause), () => {
      this.#pauses.delete(cancel)
      run()
    })
    this.#pauses.add(cancel)
  }
}
