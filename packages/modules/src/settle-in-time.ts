import type { Clock } from './clock.ts'

export type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface TimeLimit {
  readonly clock: Clock
  /** Milliseconds. */
  readonly ms: number
  /** Called at half the time, when nothing has settled yet. */
  half(): void
  /** Makes the error of the expiry. */
  expired(): Error
  /** Told about outcomes after the one that counted: `late` when time had run out, else `again`. */
  surplus(outcome: Outcome, when: 'late' | 'again'): void
}

/**
 * Waits for the first outcome of something that may settle several times, or never.
 *
 * @param start is called at once; a throw counts as a failed outcome
 * @returns what the first `done` outcome carries
 * @throws the error of the first `failed` outcome, as it was thrown; `limit.expired()` when time runs out before
 */
export function settleInTime(start: (settle: (outcome: Outcome) => void) => void, limit: TimeLimit): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let state: 'running' | 'settled' | 'expired' = 'running'
    const stopWarning = limit.clock.after(limit.ms / 2, () => limit.half())
    const stopDeadline = limit.clock.after(limit.ms, () => {
      state = 'expired'
      stopWarning()
      reject(limit.expired())
    })
    const settle = (outcome: Outcome): void => {
      if (state !== 'running') return limit.surplus(outcome, state === 'expired' ? 'late' : 'again')
      state = 'settled'
      stopWarning()
      stopDeadline()
      if (outcome.kind === 'done') resolve(outcome.value)
      else reject(outcome.error)
    }
    try {
      start(settle)
    } catch (error) {
      settle({ kind: 'failed', error })
    }
  })
}

/** Feeds the outcome of a value, or of the promise it is, to `settle`. Nothing it does becomes an unhandled rejection. */
export function settleWith(value: unknown, settle: (outcome: Outcome) => void): void {
  Promise.resolve(value).then(
    (result) => settle({ kind: 'done', value: result }),
    (error: unknown) => settle({ kind: 'failed', error }),
  )
}

/** Whether a value is to be awaited: anything with a `then` function, from whatever library or realm. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
