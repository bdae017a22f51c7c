import type { Clock } from '../clock.ts'
import { StorageError } from '../errors.ts'

/** The right to write. Whoever has it gives it back with `release`, once. */
export interface Turn {
  release(): void
}

interface Waiter {
  label: string
  joins: boolean
  since: number
  grant: (turn: Turn) => void
  refuse: (reason: unknown) => void
  /** Takes back the timer and the listener. */
  stop: () => void
}

interface Holder {
  label: string
  since: number
}

export interface WriterOptions {
  clock: Clock
  /** How long anyone waits for a turn, in milliseconds. */
  waitLimit: number
}

export interface TurnOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. A turn already given is not affected. */
  signal?: AbortSignal
  /** Whether the caller can go on in the transaction of the one before it (`SharedCommit`). */
  joins?: boolean
}

/**
 * Hands the right to write to one caller at a time, in the order they asked: SQLite has one writer, and a transaction
 * that waits here blocks neither readers nor the event loop, as waiting for SQLite's own lock would.
 */
export class Writer {
  readonly #clock: Clock
  readonly #waitLimit: number
  readonly #waiting: Waiter[] = []
  #holder: Holder | undefined

  constructor(options: WriterOptions) {
    this.#clock = options.clock
    this.#waitLimit = options.waitLimit
  }

  get someoneWaits(): boolean {
    return this.#waiting.length > 0
  }

  /** Whether the next one waits, and can go on in the transaction of the one before it. */
  get joinerWaits(): boolean {
    return this.#waiting[0]?.joins === true
  }

  /**
   * @param label Who asks, for the error of those who wait behind it.
   * @throws `TRANSACTION_WAIT` when the turn has not come after `waitLimit`.
   */
  acquire(label: string, { signal, joins = false }: TurnOptions = {}): Promise<Turn> {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    if (this.#holder === undefined) return Promise.resolve(this.#take(label))
    return new Promise((resolve, reject) => {
      const giveUp = (): void => this.#leave(waiter, signal?.reason)
      const stopTimer = this.#clock.after(this.#waitLimit, () => this.#leave(waiter, this.#tooLong(waiter)))
      signal?.addEventListener('abort', giveUp)
      const stop = (): void => {
        stopTimer()
        signal?.removeEventListener('abort', giveUp)
      }
      const waiter: Waiter = { label, joins, since: this.#clock.now(), grant: resolve, refuse: reject, stop }
      this.#waiting.push(waiter)
    })
  }

  #take(label: string): Turn {
    const holder: Holder = { label, since: this.#clock.now() }
    this.#holder = holder
    return {
      release: () => {
        if (this.#holder === holder) this.#next()
      },
    }
  }

  #next(): void {
    this.#holder = undefined
    const waiter = this.#waiting.shift()
    if (waiter === undefined) return
    waiter.stop()
    waiter.grant(this.#take(waiter.label))
  }

  #leave(waiter: Waiter, reason: unknown): void {
    waiter.stop()
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
    waiter.refuse(reason)
  }

  #tooLong(waiter: Waiter): StorageError {
    const now = this.#clock.now()
    return new StorageError('TRANSACTION_WAIT', {
      label: waiter.label,
      holder: this.#holder?.label,
      waited: Math.round(now - waiter.since),
      held: Math.round(now - (this.#holder?.since ?? now)),
      ahead: this.#waiting.indexOf(waiter),
    })
  }
}
