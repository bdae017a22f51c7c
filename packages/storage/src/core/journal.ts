import type { Clock } from '../clock.ts'
import { StorageError } from '../errors.ts'
import type { AsideEntry, Journal, LoadedJournal } from '../ports/journal.ts'
import type { JournalBackend } from './backend.ts'
import { checkDocument, checkPosition, checkUpdate, storableReason } from './check-journal.ts'
import { GroupCommit } from './group-commit.ts'
import { readJournal } from './read-journal.ts'
import type { BadEntry } from './read-journal.ts'
import type { Writer } from './writer.ts'

/** The journal on top of a backend: checks what comes in, groups appends, waits for the turn to write. */
export class BackedJournal implements Journal {
  readonly #backend: JournalBackend
  readonly #writer: Writer
  readonly #appends: GroupCommit
  #closed = false

  constructor(backend: JournalBackend, { writer, clock }: { writer: Writer; clock: Clock }) {
    this.#backend = backend
    this.#writer = writer
    this.#appends = new GroupCommit((entries) => backend.append(entries), { writer, clock })
  }

  // Not async: that would cost two more promises for each of very many.
  append(document: string, update: Uint8Array): Promise<number> {
    try {
      this.#checkOpen()
      checkDocument(document)
      checkUpdate(document, update)
    } catch (error) {
      return Promise.reject(error)
    }
    return this.#appends.append(document, update)
  }

  async load(document: string): Promise<LoadedJournal> {
    this.#checkOpen()
    checkDocument(document)
    const { loaded, bad } = readJournal(this.#backend.load(document))
    const [first] = bad
    if (first === undefined) return loaded
    const cause = await this.#keepAside(document, bad)
    throw new StorageError(
      'JOURNAL_CORRUPT',
      { document, seq: first.seq, problem: first.problem, bad: bad.length },
      cause,
    )
  }

  async compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    checkUpdate(document, snapshot)
    if (!Number.isSafeInteger(upTo)) throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
    await this.#write('compact', () => this.#backend.compact(document, snapshot, upTo))
  }

  async markStored(document: string, upTo: number): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    checkPosition(document, upTo)
    await this.#write('mark', () => this.#backend.markStored(document, upTo))
  }

  async unstored(): Promise<string[]> {
    this.#checkOpen()
    return this.#backend.unstored()
  }

  async drop(document: string, upTo: number): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    checkPosition(document, upTo)
    await this.#write('drop', () => this.#backend.drop(document, upTo))
  }

  async setAside(document: string, seq: number, reason: string): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    checkPosition(document, seq)
    const bad = { seq, entries: 1, problem: storableReason(reason), missing: false, aside: false }
    await this.#write('set aside', () => this.#backend.setAside(document, [bad], Date.now()))
  }

  async aside(document?: string): Promise<AsideEntry[]> {
    this.#checkOpen()
    if (document !== undefined) checkDocument(document)
    return this.#backend.aside(document)
  }

  async releaseAside(document: string): Promise<number> {
    this.#checkOpen()
    checkDocument(document)
    return this.#write('release', () => this.#backend.releaseAside(document))
  }

  async list(): Promise<string[]> {
    this.#checkOpen()
    return this.#backend.list()
  }

  async remove(document: string): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    await this.#write('remove', () => this.#backend.remove(document))
  }

  /** Refuses further calls and settles the appends already made. */
  close(): Promise<void> {
    this.#closed = true
    return this.#appends.close()
  }

  /** @returns What kept them from being set aside; they are still refused, and the next load tries again. */
  async #keepAside(document: string, bad: readonly BadEntry[]): Promise<unknown> {
    const found = bad.filter(({ aside }) => !aside)
    if (found.length === 0) return undefined
    try {
      await this.#write('set aside', () => this.#backend.setAside(document, found, Date.now()))
      return undefined
    } catch (error) {
      return error
    }
  }

  async #write<T>(label: string, run: () => T): Promise<T> {
    const turn = await this.#writer.acquire(`journal ${label}`)
    try {
      return run()
    } finally {
      turn.release()
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new StorageError('STORAGE_CLOSED')
  }
}
