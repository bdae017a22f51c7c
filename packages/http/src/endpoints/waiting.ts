import type { ServerResponse } from 'node:http'

/**
 * Whether anybody still waits for what a handler is making. `signal` is aborted when the connection ends before the answer
 * does, and when the client was answered without the handler because it took too long.
 */
export class Waiting {
  readonly #controller = new AbortController()
  #isOver = false

  constructor(raw: ServerResponse) {
    raw.once('close', () => {
      if (!this.#isOver || !raw.writableFinished) this.#controller.abort()
    })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The handler has given its answer. */
  over(): void {
    this.#isOver = true
  }
}
