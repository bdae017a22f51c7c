import type { Clock } from '../src/index.ts'

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now = 0
  readonly #timers = new Map<symbol, { at: number; run: () => void }>()

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const id = Symbol('timer')
    this.#timers.set(id, { at: this.#now + ms, run })
    return () => this.#timers.delete(id)
  }

  /** Timers that are set and have not fired. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets run what is ready, moves on by `ms`, firing what falls due in its order, and lets run what follows from it. */
  async advance(ms: number): Promise<void> {
    await settled()
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).toSorted(([, a], [, b]) => a.at - b.at)[0]
      if (due === undefined) break
      const [id, timer] = due
      this.#timers.delete(id)
      this.#now = timer.at
      timer.run()
      await settled()
    }
    this.#now = end
    await settled()
  }
}

/** Resolves when the microtasks queued so far, and those they queue, have run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
