import type { Receiver } from './receiver.ts'

/** What waits to be sent, and where it came from. */
export class Collected<Item> {
  #items: Item[] = []
  #source: Receiver | undefined

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  add(item: Item, source: Receiver | undefined): void {
    if (this.#items.length === 0) this.#source = source
    else if (this.#source !== source) this.#source = undefined
    this.#items.push(item)
  }

  /** Empties it. @returns what was in it, with the receiver that all of it came from, if it was one; nothing if it was empty */
  take(): { readonly items: readonly Item[]; readonly source: Receiver | undefined } | undefined {
    if (this.isEmpty) return undefined
    const taken = { items: this.#items, source: this.#source }
    this.#items = []
    this.#source = undefined
    return taken
  }
}
