import type { AsideEntry, Journal, LoadedJournal } from '@crochet/storage'

/**
 * The journal of a server that was given none: it keeps nothing. An acknowledgement then means "taken in", as in a server
 * without a journal, and documents live as long as somebody has them open.
 */
export class VolatileJournal implements Journal {
  append(): Promise<number> {
    return Promise.resolve(0)
  }

  load(): Promise<LoadedJournal> {
    return Promise.resolve({ updates: [], seqs: [], seq: 0, stored: 0, snapshotBytes: 0, updateBytes: 0 })
  }

  compact(): Promise<void> {
    return Promise.resolve()
  }

  markStored(): Promise<void> {
    return Promise.resolve()
  }

  unstored(): Promise<string[]> {
    return Promise.resolve([])
  }

  drop(): Promise<void> {
    return Promise.resolve()
  }

  setAside(): Promise<void> {
    return Promise.resolve()
  }

  aside(): Promise<AsideEntry[]> {
    return Promise.resolve([])
  }

  releaseAside(): Promise<number> {
    return Promise.resolve(0)
  }

  list(): Promise<string[]> {
    return Promise.resolve([])
  }

  remove(): Promise<void> {
    return Promise.resolve()
  }
}
