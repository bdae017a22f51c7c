import type { JournalBackend } from '../core/backend.ts'
import type { Entry } from '../core/group-commit.ts'
import type { BadEntry, StoredLog } from '../core/read-journal.ts'
import { StorageError } from '../errors.ts'
import type { AsideEntry } from '../ports/journal.ts'
import { compareText } from './compare.ts'

interface Log {
  /** The last number given out; outlives a removal. */
  head: number
  stored: number
  /** In order; after a compaction the first is the snapshot. */
  entries: { seq: number; bytes: Uint8Array; snapshot: boolean }[]
}

export class MemoryJournal implements JournalBackend {
  readonly #logs = new Map<string, Log>()
  #aside: AsideEntry[] = []

  append(entries: readonly Entry[]): number[] {
    return entries.map(({ document, update }) => {
      const log = this.#logs.get(document) ?? { head: 0, stored: 0, entries: [] }
      this.#logs.set(document, log)
      log.head += 1
      log.entries.push({ seq: log.head, bytes: new Uint8Array(update), snapshot: false })
      return log.head
    })
  }

  load(document: string): StoredLog {
    const { entries = [], stored = 0 } = this.#logs.get(document) ?? {}
    const copies = entries.map((entry) => ({ ...entry, bytes: new Uint8Array(entry.bytes), intact: true }))
    return { entries: copies, aside: this.#asideOf(document), stored }
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): void {
    const log = this.#logs.get(document)
    const last = log?.entries.findIndex(({ seq }) => seq === upTo) ?? -1
    if (log === undefined || last === -1) throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
    log.entries.splice(0, last + 1, { seq: upTo, bytes: new Uint8Array(snapshot), snapshot: true })
  }

  markStored(document: string, upTo: number): void {
    const log = this.#given(document, upTo)
    if (log !== undefined) log.stored = Math.max(log.stored, upTo)
  }

  unstored(): string[] {
    return this.#names((log) => (log.entries.at(-1)?.seq ?? 0) > log.stored)
  }

  drop(document: string, upTo: number): void {
    const log = this.#given(document, upTo)
    if (log === undefined) return
    log.entries = log.entries.filter(({ seq }) => seq > upTo)
    log.stored = Math.max(log.stored, upTo)
  }

  setAside(document: string, bad: readonly BadEntry[], at: number): void {
    const log = this.#logs.get(document)
    const held = new Set(this.#asideOf(document).flatMap((entry) => (entry.held ? [entry.seq] : [])))
    const fresh = bad.filter(({ seq }) => !held.has(seq))
    const found = fresh.map(({ seq, entries, problem, missing }) => {
      const bytes = missing ? new Uint8Array() : log?.entries.find((entry) => entry.seq === seq)?.bytes
      if (bytes === undefined) throw new StorageError('JOURNAL_POSITION', { document, seq })
      return { document, seq, entries, bytes, reason: problem, at, held: true }
    })
    this.#aside.push(...found)
    if (log !== undefined) log.entries = log.entries.filter(({ seq }) => !found.some((entry) => entry.seq === seq))
  }

  aside(document: string | undefined): AsideEntry[] {
    const entries = document === undefined ? this.#aside : this.#asideOf(document)
    return entries.map((entry) => ({ ...entry, bytes: new Uint8Array(entry.bytes) }))
  }

  releaseAside(document: string): number {
    const held = this.#asideOf(document).filter((entry) => entry.held)
    for (const entry of held) entry.held = false
    return held.length
  }

  list(): string[] {
    const held = new Set(this.#aside.flatMap((entry) => (entry.held ? [entry.document] : [])))
    return this.#names((log, document) => log.entries.length > 0 || held.has(document))
  }

  remove(document: string): void {
    const log = this.#logs.get(document)
    if (log !== undefined) log.entries = []
    this.#aside = this.#aside.filter((entry) => entry.document !== document)
  }

  #asideOf(document: string): AsideEntry[] {
    return this.#aside.filter((entry) => entry.document === document)
  }

  #names(are: (log: Log, document: string) => boolean): string[] {
    const found = [...this.#logs].filter(([document, log]) => are(log, document))
    return found.map(([document]) => document).toSorted(compareText)
  }

  /** @returns The log that gave out the number; `undefined` for the number 0 of a document without one. */
  #given(document: string, seq: number): Log | undefined {
    const log = this.#logs.get(document)
    if (seq > (log?.head ?? 0)) throw new StorageError('JOURNAL_POSITION', { document, seq })
    return log
  }
}
