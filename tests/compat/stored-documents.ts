import type { DatabaseConfiguration } from '@hocuspocus/extension-database'
import { Doc, applyUpdate } from 'yjs'

/** The database of somebody's application: takes and gives whole documents, slowly or not at all if the test says so. */
export class StoredDocuments {
  readonly states = new Map<string, Uint8Array>()
  /** How often a document was handed over to be stored. */
  stores = 0
  /** How many stores of one document ran at the same time, at most. */
  mostAtOnce = 0
  /** What a store has to wait for, or fails with. */
  gate: () => Promise<void> = () => Promise.resolve()
  #running = 0
  #watchers: (() => void)[] = []

  readonly fetch: DatabaseConfiguration['fetch'] = async ({ documentName }) => this.states.get(documentName) ?? null

  readonly store: DatabaseConfiguration['store'] = async ({ documentName, state }) => {
    this.stores++
    this.#running++
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running)
    this.#look()
    try {
      await this.gate()
      this.states.set(documentName, new Uint8Array(state))
    } finally {
      this.#running--
      this.#look()
    }
  }

  /** The text in what is stored; `undefined` if nothing is. */
  text(name: string): string | undefined {
    const state = this.states.get(name)
    if (state === undefined) return undefined
    const document = new Doc()
    applyUpdate(document, state)
    return document.getText('text').toString()
  }

  /** Resolves once `holds` is true, which is looked at now and whenever a store begins or ends. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }

  #look(): void {
    for (const watcher of this.#watchers.splice(0)) watcher()
  }
}
