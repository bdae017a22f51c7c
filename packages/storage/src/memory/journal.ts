import type { JournalBackend } from '../core/backend.ts'
import type { Entry } from '../core/group-commit.ts'
import { StorageError } from '../errors.ts'
import { compareText } from './compare.ts'

interface Log {
  /** The last number given out; outlives a removal. */
  head: number
  /** Number and bytes, in order; after a compaction the first is the snapshot. */
  entries: { seq: number; bytes: Uint8Array }[]
}

export class MemoryJournal implements JournalBackend {
  readonly #logs = new Map<string, Log>()

  append(entries: readonly Entry[]): number[] {
    return entries.map(({ document, update }) => {
      const log = this.#logs.get(document) ?? { head: 0, entries: [] }
      this.#logs.set(document, log)
      log.head += 1
      log.entries.push({ seq: log.head, bytes: new Uint8Array(update) })
      return log.head
    })
  }

  load(document: string): { updates: Uint8Array[]; seq: number } {
    const entries = this.#logs.get(document)?.entries ?? []
    return { updates: entries.map(({ bytes }) => new Uint8Array(bytes)), seq: entries.at(-1)?.seq ?? 0 }
  }

  compact(document: string, snapshot: Uint8Array, upTo: number): void {
    const log = this.#logs.get(document)
    const last = log?.entries.findIndex(({ seq }) => seq === upTo) ?? -1
    if (log === undefined || last === -1) throw new StorageError('JOURNAL_COMPACT', { document, seq: upTo })
    log.entries.splice(0, last + 1, { seq: upTo, bytes: new Uint8Array(snapshot) })
  }

  list(): string[] {
    const stored = [...this.#logs].filter(([, log]) => log.entries.length > 0)
    return stored.map(([document]) => document).toSorted(compareText)
  }

  remove(document: string): void {
    const log = this.#logs.get(document)
    if (log !== undefined) log.entries = []
  }
}
