import { openStorage, type Journal, type Storage } from '@crochet/storage'
import { RealtimeError } from '../errors.ts'
import { VolatileJournal } from './volatile-journal.ts'

/**
 * What the journal is to the application. `'store'`: the place where documents are kept. `'ahead'`: a bridge until the
 * application's own store has succeeded; what is stored is then dropped (specification: realtime.md, "Acknowledged means
 * on disk", 6).
 */
export type JournalMode = 'store' | 'ahead'

/** Where updates are kept: an address for `openStorage`, or a journal, which then is the store. Default mode `'store'`. */
export type JournalSetting = { readonly url: string; readonly mode?: JournalMode } | Journal

/** The journal of a server: given, opened at its first use, or none. */
export class JournalSource {
  readonly mode: JournalMode
  readonly #given: JournalSetting
  #storage: Promise<Storage> | undefined

  /** @throws RealtimeError `CONFIG_VALUE` for a mode that does not exist */
  constructor(given: JournalSetting | undefined) {
    this.#given = given ?? new VolatileJournal()
    this.mode = ('url' in this.#given ? this.#given.mode : undefined) ?? 'store'
    if (this.mode === 'store' || this.mode === 'ahead') return
    throw new RealtimeError('CONFIG_VALUE', { key: 'journal.mode', expected: "'store' or 'ahead'" })
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
    const storage = await this.#storage?.catch(() => undefined)
    await storage?.close()
  }
}
