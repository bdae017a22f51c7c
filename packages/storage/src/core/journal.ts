import { StorageError } from '../errors.ts'
import type { Journal } from '../ports/journal.ts'
import type { JournalBackend } from './backend.ts'
import { checkDocument, checkUpdate } from './check-journal.ts'
import { GroupCommit } from './group-commit.ts'
import type { Writer } from './writer.ts'

/** The journal on top of a backend: checks what comes in, groups appends, waits for the turn to write. */
export class BackedJournal implements Journal {
  readonly #backend: JournalBackend
  readonly #writer: Writer
  readonly #appends: GroupCommit
  #closed = false

  constructor(backend: JournalBackend, writer: Writer) {
    this.#backend = backend
    this.#writer = writer
    this.#appends = new GroupCommit(writer, (entries) => backend.append(entries))
  }

  async append(document: string, update: Uint8Array): Promise<number> {
    this.#checkOpen()
    checkDocument(document)
    checkUpdate(document, update)
    return this.#appends.append(document, update)
  }

  async load(document: string): Promise<{ updates: Uint8Array[]; seq: number }> {
    this.#checkOpen()
    checkDocument(document)
    return this.#backend.load(document)
  }

  async compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void> {
    this.#checkOpen()
    checkDocument(document)
    checkUpdate(document, snapshot)
    if (!Number.isSafeInteger(upTo)) throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
    await this.#write('compact', () => this.#backend.compact(document, snapshot, upTo))
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

  async #write(label: string, run: () => void): Promise<void> {
    const turn = await this.#writer.acquire(`journal ${label}`)
    try {
      run()
    } finally {
      turn.release()
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new StorageError('STORAGE_CLOSED')
  }
}
