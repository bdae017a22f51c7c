export interface DelayOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Attempts before there is a delay. */
  readonly attempts: number
  /** Milliseconds that a delay has at most. */
  readonly longest: number
}

interface Attempts {
  count: number
  /** No further attempt before this time. */
  until: number
  last: number
}

const firstDelay = 1000
/** How long attempts are remembered at least after the last one. */
const memory = 3_600_000
/** Keys that are remembered; beyond that, those whose last attempt is longest ago are forgotten. */
const mostKeys = 100_000

/**
 * Lets a few attempts at something pass, and from then on one after ever longer delays. An attempt counts as failed from the moment it
 * is let in, until `forget` says that it was not: so a hundred at once get no further than a hundred in a row. Attempts during a delay
 * are refused and count for nothing. Kept in this process only.
 */
export class Delays {
  readonly #options: DelayOptions
  readonly #keys = new Map<string, Attempts>()

  constructor(options: DelayOptions) {
    this.#options = options
  }

  /** @returns 0 when the attempt is let in, otherwise how many milliseconds are left of the delay */
  admit(key: string): number {
    const { attempts, longest } = this.#options
    const now = this.#options.now()
    const known = this.#keys.get(key)
    const isFresh = known === undefined || now - known.last > Math.max(memory, 2 * longest)
    const state = isFresh ? { count: 0, until: 0, last: now } : known
    if (state.until > now) return state.until - now
    state.count++
    state.last = now
    if (state.count >= attempts) {
      state.until = now + Math.min(firstDelay * 2 ** Math.min(state.count - attempts, 40), longest)
    }
    // Last in the order of the map: the others are forgotten first.
    this.#keys.delete(key)
    this.#keys.set(key, state)
    this.#makeRoom()
    return 0
  }

  forget(key: string): void {
    this.#keys.delete(key)
  }

  #makeRoom(): void {
    if (this.#keys.size <= mostKeys) return
    const [oldest] = this.#keys.keys()
    if (oldest !== undefined) this.#keys.delete(oldest)
  }
}
