import type { Clock } from '@crochet/storage'
import { backoff } from './backoff.ts'

interface Scheduled {
  readonly is: 'scheduled'
  readonly since: number
  cancel: () => void
}

type State =
  | { is: 'clean' }
  | Scheduled
  | { is: 'running'; changed: boolean; attempt: number }
  | { is: 'failed'; attempt: number; cancel: () => void }

export interface StoreSchedulerOptions {
  /**
   * Stores the document. Never run twice at once.
   *
   * @returns false when somebody else is about to store it, perhaps without its last changes: it is tried again later
   */
  readonly store: () => Promise<boolean>
  /** Told what `store` failed with, and for the how-manieth time. */
  readonly failed: (error: unknown, attempt: number) => void
  readonly clock: Clock
  /** Milliseconds without a change after which to store. */
  readonly debounce: number
  /** Milliseconds after the first change when it is stored at the latest. */
  readonly maxDebounce: number
}

const pause = { first: 1_000, longest: 60_000 }
/** How often somebody else may be about to store before that is taken for an answer. */
const patience = 5

/**
 * When a changed document is stored: after a quiet `debounce`, at the latest `maxDebounce` after the first change, one run at
 * a time; after a failure again with growing pauses, until it has succeeded.
 */
export class StoreScheduler {
  readonly #options: StoreSchedulerOptions
  #state: State = { is: 'clean' }
  #lastChange = 0
  #waiting: (() => void)[] = []
  /** Told how the next run ends. */
  #attempts: ((stored: boolean) => void)[] = []

  constructor(options: StoreSchedulerOptions) {
    this.#options = options
  }

  /** Whether everything that changed has been stored. */
  get clean(): boolean {
    return this.#state.is === 'clean'
  }

  /** Whether a store is to come. */
  get isWaiting(): boolean {
    const state = this.#state
    return state.is === 'scheduled' || state.is === 'failed' || (state.is === 'running' && state.changed)
  }

  /** Whether a store is under way. */
  get isRunning(): boolean {
    return this.#state.is === 'running'
  }

  /** Whether the last attempt to store has failed; there will be another. */
  get failing(): boolean {
    return this.#state.is === 'failed' || (this.#state.is === 'running' && this.#state.attempt > 0)
  }

  changed(): void {
    this.#lastChange = this.#options.clock.now()
    switch (this.#state.is) {
      case 'clean':
        return this.#schedule()
      case 'running':
        this.#state.changed = true
        return
      case 'scheduled':
      case 'failed':
        return
    }
  }

  /** Stores now what waits to be stored, also after a failure. */
  flush(): void {
    switch (this.#state.is) {
      case 'scheduled':
        this.#state.cancel()
        return void this.#run(0)
      case 'failed':
        this.#state.cancel()
        return void this.#run(this.#state.attempt)
      case 'clean':
      case 'running':
        return
    }
  }

  /** Stores now what waits to be stored. @returns when nothing does any more, or a run has failed: it is then tried again */
  async runNow(): Promise<void> {
    for (let stored = true; stored && !this.clean;) {
      stored = await new Promise<boolean>((resolve) => {
        this.#attempts.push(resolve)
        this.flush()
      })
    }
  }

  /** Stores now, if a store is to come. @returns as `runNow` does */
  runWaiting(): Promise<void> | undefined {
    return this.isWaiting ? this.runNow() : undefined
  }

  /** Runs `run` at the end of the next run that leaves nothing to store; now, if there is nothing. */
  whenClean(run: () => void): void {
    if (this.clean) run()
    else this.#waiting.push(run)
  }

  /** Leaves unstored what could not be stored, for whoever stores it later. */
  giveUp(): void {
    if (this.#state.is !== 'failed') return
    this.#state.cancel()
    this.#state = { is: 'clean' }
    this.#tellClean()
  }

  /** Ends without storing. @returns whether something was left to store */
  abandon(): boolean {
    const dirty = !this.clean
    if (this.#state.is === 'scheduled' || this.#state.is === 'failed') this.#state.cancel()
    this.#state = { is: 'clean' }
    this.#waiting = []
    this.#ended(false)
    return dirty
  }

  #schedule(): void {
    const { clock, debounce, maxDebounce } = this.#options
    const state: Scheduled = { is: 'scheduled', since: clock.now(), cancel: () => {} }
    state.cancel = clock.after(Math.min(debounce, maxDebounce), () => this.#due(state))
    this.#state = state
  }

  /** One timer per quiet period, not one per change: when it comes too early, it is set again for the rest. */
  #due(state: Scheduled): void {
    const { clock, debounce, maxDebounce } = this.#options
    const rest = Math.min(this.#lastChange + debounce, state.since + maxDebounce) - clock.now()
    if (rest > 0) state.cancel = clock.after(rest, () => this.#due(state))
    else void this.#run(0)
  }

  async #run(attempt: number): Promise<void> {
    const state: State = { is: 'running', changed: false, attempt }
    this.#state = state
    try {
      const stored = await this.#options.store()
      if (this.#state !== state) return
      if (stored || attempt >= patience) this.#succeeded(state)
      else this.#again(attempt + 1)
    } catch (error) {
      if (this.#state !== state) return
      this.#options.failed(error, attempt + 1)
      this.#again(attempt + 1)
    }
  }

  #succeeded(state: { changed: boolean }): void {
    this.#state = { is: 'clean' }
    if (state.changed) this.#schedule()
    this.#ended(true)
    if (!state.changed) this.#tellClean()
  }

  #tellClean(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const run of waiting) run()
  }

  #again(attempt: number): void {
    const cancel = this.#options.clock.after(backoff(attempt, pause), () => void this.#run(attempt))
    this.#state = { is: 'failed', attempt, cancel }
    this.#ended(false)
  }

  #ended(stored: boolean): void {
    for (const resolve of this.#attempts.splice(0)) resolve(stored)
  }
}
