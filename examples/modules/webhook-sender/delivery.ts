import { setTimeout as wait } from 'node:timers/promises'

export interface DeliveryOptions<Job> {
  /** How many may wait or be under way. */
  readonly queue: number
  /** How many are sent at the same time. */
  readonly concurrency: number
  /** How often one is tried in all. */
  readonly attempts: number
  /** Milliseconds before the second attempt; twice as long before each further one, and up to half of it more by chance. */
  readonly backoff: number
  /** @returns whether it has arrived, is to be tried again (as after a rejection), or never will arrive */
  readonly send: (job: Job, signal: AbortSignal) => Promise<'done' | 'retry' | 'refused'>
  /** Told of what will never arrive. */
  readonly lost: (job: Job, why: string) => void
}

/** Sends jobs until they have arrived, a few at a time, as many as fit into its queue. */
export class Delivery<Job> {
  readonly #options: DeliveryOptions<Job>
  readonly #underWay = new Set<Promise<void>>()
  /** Those that would like to send, in order. */
  readonly #waiting: (() => void)[] = []
  readonly #ending = new AbortController()
  readonly #abandoned = new AbortController()
  #sending = 0

  constructor(options: DeliveryOptions<Job>) {
    this.#options = options
  }

  get size(): number {
    return this.#underWay.size
  }

  add(job: Job): void {
    const { queue, lost } = this.#options
    if (this.#ending.signal.aborted) return lost(job, 'the application is closing')
    if (this.#underWay.size >= queue) return lost(job, `${queue} wait already`)
    const delivering = this.#deliver(job).finally(() => this.#underWay.delete(delivering))
    this.#underWay.add(delivering)
  }

  /** Ends it: what waits for another attempt is tried once more, at once. What is not done in time is lost. */
  async drain(milliseconds: number): Promise<void> {
    this.#ending.abort()
    const all = Promise.all(this.#underWay)
    const done = new AbortController()
    const late = wait(milliseconds, undefined, { signal: done.signal }).catch(() => undefined)
    await Promise.race([all, late])
    done.abort()
    this.#abandoned.abort()
    await all
  }

  async #deliver(job: Job): Promise<void> {
    const { attempts, backoff, lost } = this.#options
    for (let attempt = 1; ; attempt++) {
      const wasEnding = this.#ending.signal.aborted
      switch (await this.#sendInTurn(job)) {
        case 'done':
          return
        case 'refused':
          return lost(job, 'it was refused')
        case 'retry':
          if (attempt >= attempts) return lost(job, `${attempts} attempts have failed`)
          if (wasEnding) return lost(job, 'the application is closing')
      }
      const pause = backoff * 2 ** (attempt - 1) * (1 + Math.random() / 2)
      await wait(pause, undefined, { signal: this.#ending.signal }).catch(() => undefined)
    }
  }

  async #sendInTurn(job: Job): Promise<'done' | 'retry' | 'refused'> {
    if (this.#sending >= this.#options.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#sending++
    try {
      const { signal } = this.#abandoned
      return signal.aborted ? 'retry' : await this.#options.send(job, signal)
    } catch {
      return 'retry'
    } finally {
      // The turn goes to the next one as it is.
      const next = this.#waiting.shift()
      if (next === undefined) this.#sending--
      else next()
    }
  }
}
