import type { Journal } from '@crochet/storage'

/**
 * The journal of a server that was given none: it keeps nothing. An acknowledgement then means "taken in", as in a server
 * without a journal, and documents live as long as somebody has them open.
 */
export class VolatileJournal implements Journal {
  append(): Promise<number> {
    return Promise.resolve(0)
  }

  load(): Promise<{ updates: Uint8Array[]; seq: number }> {
    return Promise.resolve({ updates: [], seq: 0 })
  }

  compact(): Promise<void> {
    return Promise.resolve()
  }

  list(): Promise<string[]> {
    return Promise.resolve([])
  }

  remove(): Promise<void> {
    return Promise.resolve()
  }
}
