export interface MessageQueueOptions<Item> {
  /** Handles one thing. Returns a promise only if it has to wait. */
  handle(item: Item): void | Promise<void>
  /** Told when something has to wait behind what is being handled, and when it does no longer. */
  held(item: Item): void
  released(item: Item): void
  /** Handling failed. What waits is dropped. */
  failed(error: unknown): void
}

/** Milliseconds after which handling lets everything else have its turn. */
const longest = 10

/**
 * Handles things one after the other, in order. What does not have to wait is handled at once, without a promise; while
 * something waits for a hook, what comes after it waits, too.
 */
export class MessageQueue<Item> {
  readonly #options: MessageQueueOptions<Item>
  #waiting: Item[] = []
  /** Whether something is being handled. What its handling puts here comes after it, too. */
  #busy = false
  #running: Promise<void> | undefined

  constructor(options: MessageQueueOptions<Item>) {
    this.#options = options
  }

  put(item: Item): void {
    if (this.#busy) {
      this.#waiting.push(item)
      this.#options.held(item)
      return
    }
    this.#busy = true
    try {
      const handled = this.#options.handle(item)
      if (handled === undefined && this.#waiting.length === 0) this.#busy = false
      else this.#running = this.#drain(handled)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Resolves when everything put so far has been handled. */
  async whenIdle(): Promise<void> {
    await this.#running
  }

  /** Drops what waits. */
  clear(): void {
    for (const item of this.#waiting.splice(0)) this.#options.released(item)
  }

  /** Never rejects. */
  async #drain(first: Promise<void> | void): Promise<void> {
    try {
      await first
      let since = performance.now()
      for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
        this.#options.released(item)
        await this.#options.handle(item)
        if (performance.now() - since < longest) continue
        await nextTurn()
        since = performance.now()
      }
    } catch (error) {
      return this.#fail(error)
    }
    this.#busy = false
    this.#running = undefined
  }

  #fail(error: unknown): void {
    this.clear()
    this.#busy = false
    this.#running = undefined
    this.#options.failed(error)
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
