import * as Y from 'yjs'
import { RealtimeError } from '../errors.ts'
import type { LiveDocument } from './live-document.ts'

/** Where a document stands; *absent* is to have no slot. (Specification: realtime.md, "Life of a document".) */
type Phase =
  | { readonly is: 'loading'; readonly loaded: Promise<LiveDocument> }
  | { readonly is: 'live'; readonly document: LiveDocument }
  /** Nobody holds it; it leaves as soon as nothing of it is unsaved, unless somebody takes it back. */
  | { readonly is: 'draining'; readonly document: LiveDocument }

interface Slot {
  phase: Phase
  holders: number
}

/** The right to use a document, which stays in memory until everyone has released theirs. */
export interface Lease {
  readonly document: LiveDocument
  release(): void
}

/** Rows in the journal above which a document that leaves memory is compacted into one. */
const manyRows = 100

/** The documents of this process, one state machine per name: absent → loading → live → draining → absent. */
export class DocumentRegistry {
  readonly #slots = new Map<string, Slot>()
  #closed = false
  #waiting: (() => void)[] = []

  /** How many documents are in memory. */
  get size(): number {
    return this.documents().length
  }

  documents(): LiveDocument[] {
    return [...this.#slots.values()].flatMap(({ phase }) => (phase.is === 'loading' ? [] : [phase.document]))
  }

  /**
   * Gets a document, loaded by `load` if it is absent. All who ask while it loads share that load, and fail if it fails.
   *
   * @throws what `load` throws; RealtimeError `SERVER_CLOSING` after `close`
   */
  async acquire(name: string, load: () => Promise<LiveDocument>): Promise<Lease> {
    if (this.#closed) throw new RealtimeError('SERVER_CLOSING')
    const slot = this.#slots.get(name) ?? this.#begin(name, load)
    slot.holders++
    const document = await this.#documentOf(slot)
    let held = true
    return {
      document,
      release: () => {
        if (!held) return
        held = false
        slot.holders--
        if (slot.holders === 0) void this.#drain(name, slot, document)
      },
    }
  }

  /** Refuses further requests. What is held goes on until it is released. */
  close(): void {
    this.#closed = true
  }

  /** Resolves when no document is in memory or loading. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#slots.size === 0) resolve()
      else this.#waiting.push(resolve)
    })
  }

  #begin(name: string, load: () => Promise<LiveDocument>): Slot {
    const loaded = load().then(
      (document) => {
        slot.phase = { is: 'live', document }
        return document
      },
      (error: unknown) => {
        this.#remove(name)
        throw error
      },
    )
    const slot: Slot = { phase: { is: 'loading', loaded }, holders: 0 }
    this.#slots.set(name, slot)
    return slot
  }

  #documentOf(slot: Slot): LiveDocument | Promise<LiveDocument> {
    switch (slot.phase.is) {
      case 'loading':
        return slot.phase.loaded
      case 'live':
        return slot.phase.document
      case 'draining':
        slot.phase = { is: 'live', document: slot.phase.document }
        return slot.phase.document
    }
  }

  /** Ends when the document has left, or somebody has taken it back: then the phase is another object. */
  async #drain(name: string, slot: Slot, document: LiveDocument): Promise<void> {
    const draining: Phase = { is: 'draining', document }
    slot.phase = draining
    do {
      document.flush()
      await document.whenSettled()
      if (slot.phase !== draining) return
      if (document.settled && document.log.rows > manyRows) {
        await document.log.compact(Y.encodeStateAsUpdate(document.document))
        if (slot.phase !== draining) return
      }
    } while (!document.settled)
    this.#remove(name)
    document.destroy()
  }

  #remove(name: string): void {
    this.#slots.delete(name)
    if (this.#slots.size > 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
