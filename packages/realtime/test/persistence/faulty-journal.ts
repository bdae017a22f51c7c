import type { AsideEntry, Journal, LoadedJournal } from '@crochet/storage'

/** A journal whose calls fail when the test says so: before they are carried out, or after, when nobody can tell. */
export class FaultyJournal implements Journal {
  readonly #journal: Journal
  readonly #fails: (call: number) => 'before' | 'after' | undefined
  #calls = 0

  /** @param fails Asked with the number of the call, from 1. */
  constructor(journal: Journal, fails: (call: number) => 'before' | 'after' | undefined) {
    this.#journal = journal
    this.#fails = fails
  }

  append(document: string, update: Uint8Array): Promise<number> {
    return this.#carryOut(() => this.#journal.append(document, update))
  }

  load(document: string): Promise<LoadedJournal> {
    return this.#carryOut(() => this.#journal.load(document))
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): Promise<void> {
    return this.#carryOut(() => this.#journal.compact(document, snapshot, upTo))
  }

  markStored(document: string, upTo: number): Promise<void> {
    return this.#carryOut(() => this.#journal.markStored(document, upTo))
  }

  unstored(): Promise<string[]> {
    return this.#carryOut(() => this.#journal.unstored())
  }

  drop(document: string, upTo: number): Promise<void> {
    return this.#carryOut(() => this.#journal.drop(document, upTo))
  }

  setAside(document: string, seq: number, reason: string): Promise<void> {
    return this.#carryOut(() => this.#journal.setAside(document, seq, reason))
  }

  aside(document?: string): Promise<AsideEntry[]> {
    return this.#carryOut(() => this.#journal.aside(document))
  }

  releaseAside(document: string): Promise<number> {
    return this.#carryOut(() => this.#journal.releaseAside(document))
  }

  list(): Promise<string[]> {
    return this.#carryOut(() => this.#journal.list())
  }

  remove(document: string): Promise<void> {
    return this.#carryOut(() => this.#journal.remove(document))
  }

  async #carryOut<T>(run: () => Promise<T>): Promise<T> {
    const fault = this.#fails(++this.#calls)
    if (fault === 'before') throw new Error('the disk failed')
    const result = await run()
    if (fault === 'after') throw new Error('the connection was lost')
    return result
  }
}
