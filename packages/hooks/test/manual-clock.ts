import type { Clock } from '@crochet/hooks'

interface Timer {
  readonly every: number
  due: number
  readonly run: () => void
}

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  /** How often somebody asked for the time. */
  reads = 0
  #now = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    this.reads++
    return this.#now
  }

  repeat(ms: number, run: () => void): () => void {
    const timer = { every: ms, due: this.#now + ms, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Timers that have been started and not been ended. */
  get running(): number {
    return this.#timers.size
  }

  /** Lets `ms` milliseconds pass; every timer fires as often as it is due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
      if (next === undefined) break
      this.#now = next.due
      next.due += next.every
      next.run()
    }
    this.#now = end
  }

  /** The process stands still for `ms` milliseconds: a timer that came due meanwhile fires once, afterwards. */
  stall(ms: number): void {
    this.#now += ms
    for (const timer of this.#timers) {
      if (timer.due > this.#now) continue
      timer.due = this.#now + timer.every
      timer.run()
    }
  }
}

/** Ends when everything that is ready to run has run: all microtasks, and reports of rejections nobody handles. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
