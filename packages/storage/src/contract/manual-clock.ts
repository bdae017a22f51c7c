import type { Clock } from '../clock.ts'

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 0
  readonly #timers = new Set<{ at: number; run: () => void }>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** How many timers are running. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves time on and runs what falls due, the earliest first. */
  advance(milliseconds: number): void {
    this.#now += milliseconds
    const due = [...this.#timers].filter(({ at }) => at <= this.#now).toSorted((a, b) => a.at - b.at)
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.run()
    }
  }
}
