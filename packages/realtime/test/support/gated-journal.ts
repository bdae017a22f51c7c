import { openStorage, type AsideEntry, type Journal, type LoadedJournal, type Storage } from '@crochet/storage'

type Gate = { is: 'open' } | { is: 'shut' } | { is: 'broken'; error: Error }

interface Waiting {
  readonly commit: () => void
  readonly fail: (error: Error) => void
}

/** A second adapter of the journal port: commits when the test says so, into a memory storage of its own. */
export class GatedJournal implements Journal, AsyncDisposable {
  readonly #storage: Storage
  #gate: Gate = { is: 'open' }
  #waiting: Waiting[] = []
  #arrivals: (() => void)[] = []
  /** Appends asked for so far. */
  appends = 0
  /** Told when a document is to be marked as stored. */
  onMark: () => void = () => {}

  private constructor(storage: Storage) {
    this.#storage = storage
  }

  static async open(url = 'memory:'): Promise<GatedJournal> {
    return new GatedJournal(await openStorage(url))
  }

  /** Appends wait from now on. */
  shut(): void {
    this.#gate = { is: 'shut' }
  }

  /** Appends fail from now on. */
  break(error: Error): void {
    this.#gate = { is: 'broken', error }
  }

  /** Commits what waits, and from now on at once. */
  release(): void {
    this.#gate = { is: 'open' }
    for (const { commit } of this.#waiting.splice(0)) commit()
  }

  /** Fails the append that has waited longest. */
  failFirst(error: Error): void {
    this.#waiting.shift()?.fail(error)
  }

  /** Resolves when this many appends wait at the gate. */
  async arrival(count = 1): Promise<void> {
    while (this.#waiting.length < count) await new Promise<void>((resolve) => this.#arrivals.push(resolve))
  }

  async append(document: string, update: Uint8Array): Promise<number> {
    this.appends++
    if (this.#gate.is === 'broken') throw this.#gate.error
    if (this.#gate.is === 'shut') {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push({ commit: resolve, fail: reject })
        for (const notify of this.#arrivals.splice(0)) notify()
      })
    }
    return this.#storage.journal.append(document, update)
  }

  load(document: string): Promise<LoadedJournal> {
    return this.#storage.journal.load(document)
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void> {
    return this.#storage.journal.compact(document, snapshot, upTo)
  }

  markStored(document: string, upTo: number): Promise<void> {
    this.onMark()
    return this.#storage.journal.markStored(document, upTo)
  }

  unstored(): Promise<string[]> {
    return this.#storage.journal.unstored()
  }

  drop(document: string, upTo: number): Promise<void> {
    return this.#storage.journal.drop(document, upTo)
  }

  setAside(document: string, seq: number, reason: string): Promise<void> {
    return this.#storage.journal.setAside(document, seq, reason)
  }

  aside(document?: string): Promise<AsideEntry[]> {
    return this.#storage.journal.aside(document)
  }

  releaseAside(document: string): Promise<number> {
    return this.#storage.journal.releaseAside(document)
  }

  list(): Promise<string[]> {
    return this.#storage.journal.list()
  }

  remove(document: string): Promise<void> {
    return this.#storage.journal.remove(document)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release()
    await this.#storage.close()
  }
}
