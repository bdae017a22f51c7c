import type { Clock } from '@crochet/storage'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until the test moves it; for a server, and for its hook engine. */
export class ManualClock implements Clock {
  #now = 0
  #timers = new Set<Timer>()

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** As clocks of the hook engine do: calls `run` again and again. */
  repeat(milliseconds: number, run: () => void): () => void {
    let cancel = (): void => {}
    const again = (): void => {
      cancel = this.after(milliseconds, () => {
        again()
        run()
      })
    }
    again()
    return () => cancel()
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
  }
}
