import type * as Y from 'yjs'

/** A field whose value is replaced as a whole: a number, a date, one of the options, … */
export class LiveValue<Value = unknown> {
  readonly #map: Y.Map<unknown>
  readonly #name: string

  constructor(map: Y.Map<unknown>, name: string) {
    this.#map = map
    this.#name = name
  }

  /** @returns `null` for no value */
  get(): Value | null {
    return (this.#map.get(this.#name) ?? null) as Value | null
  }

  /** What is there already is not written again. */
  set(value: Value | null): void {
    if (value !== this.get()) this.#map.set(this.#name, value)
  }

  /**
   * @param listener is called after each change, whoever made it
   * @returns what stops that
   */
  on(listener: (value: Value | null) => void): () => void {
    const look = ({ keysChanged }: Y.YMapEvent<unknown>): void => {
      if (keysChanged.has(this.#name)) listener(this.get())
    }
    this.#map.observe(look)
    return () => this.#map.unobserve(look)
  }
}
