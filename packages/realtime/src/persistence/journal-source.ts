import { openStorage, type Journal, type Storage } from '@crochet/storage'
import { VolatileJournal } from './volatile-journal.ts'

/** The journal of a server: given, opened at its first use, or none. */
export class JournalSource {
  readonly #given: { readonly url: string } | Journal
  #storage: Promise<Storage> | undefined

  constructor(given: { readonly url: string } | Journal | undefined) {
    this.#given = given ?? new VolatileJournal()
  }

  /** Whether what it is given outlives the process. */
  get durable(): boolean {
    return !(this.#given instanceof VolatileJournal)
  }

  /** @throws StorageError when the storage cannot be opened; the next call tries again */
  async get(): Promise<Journal> {
    if (!('url' in this.#given)) return this.#given
    this.#storage ??= openStorage(this.#given.url)
    try {
      return (await this.#storage).journal
    } catch (error) {
      this.#storage = undefined
      throw error
    }
  }

  /** Closes what it has opened itself. */
  async close(): Promise<void> {
    await (await this.#storage)?.close()
  }
}
