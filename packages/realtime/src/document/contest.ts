import type { Clock } from '@crochet/storage'
import { RealtimeError } from '../errors.ts'

/** The connection whose client somebody else claims. */
export interface Claimed {
  /** When something was heard of it last, in milliseconds of the clock. */
  readonly heardAt: number
  /** Asks it for a sign of life. */
  probe(): void
  /** Ends it, for it is dead. */
  expire(): void
}

interface Contest {
  /** Whether what is claimed has become known, or one of the two has gone. */
  readonly settled: () => boolean
  readonly resolve: () => void
}

/**
 * What to do when a connection goes on in the name of another one's client. It may be passing on, a moment too early, what
 * the other one is about to send itself; or the other one is the same user's dead connection, not yet missed. Both show
 * within a moment. If neither does, the claim is refused.
 */
export class Contests {
  readonly #clock: Clock
  readonly #patience: number
  readonly #open = new Set<Contest>()

  /** @param patience milliseconds to wait */
  constructor(clock: Clock, patience: number) {
    this.#clock = clock
    this.#patience = patience
  }

  /**
   * Waits until a claim has settled itself.
   *
   * @param settled asked whenever something has changed
   * @throws RealtimeError `CLIENT_CLAIMED` when the other one lives, and has not sent what is claimed
   */
  async settle(client: number, owner: Claimed, settled: () => boolean): Promise<void> {
    const since = this.#clock.now()
    const { promise, resolve } = Promise.withResolvers<void>()
    const contest: Contest = { settled, resolve }
    this.#open.add(contest)
    const cancel = this.#clock.after(this.#patience, resolve)
    owner.probe()
    await promise
    cancel()
    this.#open.delete(contest)
    if (settled()) return
    if (owner.heardAt > since) throw new RealtimeError('CLIENT_CLAIMED', { client })
    owner.expire()
  }

  /** Something has changed that may settle a contest. */
  review(): void {
    for (const contest of this.#open) if (contest.settled()) contest.resolve()
  }
}
