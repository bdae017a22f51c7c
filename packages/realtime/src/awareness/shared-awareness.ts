import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { absent, encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'

interface Update {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/** Told what code in this process changes. */
export type LocalChange = (entries: readonly AwarenessEntry[], origin: unknown) => void

/**
 * The presence of a document as code on the server sees it: an `Awareness` of y-protocols that is kept up to date with what
 * clients say, and whose own changes are passed on. Made only if something asks for it.
 */
export class SharedAwareness extends Awareness {
  readonly #changed: LocalChange
  #mirroring = false

  constructor(document: Y.Doc, present: readonly AwarenessEntry[], changed: LocalChange) {
    super(document)
    // Who has left is known from connections, not from silence; and the server itself is not present unless it says so.
    clearInterval(this._checkInterval)
    this.setLocalState(null)
    this.#changed = changed
    this.mirror(present, 'load')
    this.on('update', (update: Update, origin: unknown) => this.#onUpdate(update, origin))
  }

  /** Takes over what has changed in the document's presence. */
  mirror(entries: readonly AwarenessEntry[], origin: unknown): void {
    if (entries.length === 0) return
    this.#mirroring = true
    try {
      applyAwarenessUpdate(this, encodeAwarenessUpdate(entries), origin)
    } finally {
      this.#mirroring = false
    }
  }

  #onUpdate({ added, updated, removed }: Update, origin: unknown): void {
    if (this.#mirroring) return
    const entries = [...added, ...updated, ...removed].map((client) => ({
      client,
      clock: this.meta.get(client)?.clock ?? 0,
      state: this.states.has(client) ? JSON.stringify(this.states.get(client)) : absent,
    }))
    this.#changed(entries, origin)
  }
}
