import type { Clock } from '@crochet/storage'
import { RealtimeError } from '../errors.ts'

/** A connection in a contest: the one that claims a client, or the one whose client it is. */
export interface Contestant {
  /** When something was heard of it last, in milliseconds of the clock. */
  readonly heardAt: number
  /** Asks it for a sign of life. */
  probe(): void
  /** Ends it, for it is dead. */
  expire(): void
}

export interface Claim {
  readonly client: number
  /** Who goes on in the client's name. What else it sends is not looked at while it waits. */
  readonly by: Contestant
  readonly owner: Contestant
  /** Whether what is claimed has become known, or one of the two has gone; asked whenever something has changed. */
  readonly settled: () => boolean
  /** Says what the claimant has to say in its own name; called once at most, if others cannot go on without. */
  readonly concede: () => void
}

interface Contest extends Claim {
  readonly resolve: () => void
  conceded: boolean
}

/**
 * What to do when a connection goes on in the name of another one's client. It may be passing on, a moment too early, what
 * the other one is about to send itself; or the other one is the same user's dead connection, not yet missed. Both show
 * within a moment. If neither does, the claim is refused.
 */
export class Contests {
  readonly #clock: Clock
  readonly #patience: number
  /** By who waits: the messages of a connection are handled one after another, so it waits for one other at a time. */
  readonly #open = new Map<Contestant, Contest>()

  /** @param patience milliseconds to wait */
  constructor(clock: Clock, patience: number) {
    this.#clock = clock
    this.#patience = patience
  }

  /**
   * Waits until a claim has settled itself.
   *
   * @throws RealtimeError `CLIENT_CLAIMED` when the owner lives, and has not sent what is claimed
   */
  async settle(claim: Claim): Promise<void> {
    const { client, by, owner, settled } = claim
    const since = this.#clock.now()
    const { promise, resolve } = Promise.withResolvers<void>()
    const contest: Contest = { ...claim, resolve, conceded: false }
    this.#open.set(by, contest)
    const cancel = this.#clock.after(this.#patience, resolve)
    owner.probe()
    if (this.#isStuck(contest)) this.#concede(contest)
    await promise
    cancel()
    if (this.#open.get(by) === contest) this.#open.delete(by)
    if (settled()) return
    if (owner.heardAt > since) throw new RealtimeError('CLIENT_CLAIMED', { client })
    owner.expire()
  }

  /** Something has changed that may settle a contest. */
  review(): void {
    for (const contest of this.#open.values()) if (contest.settled()) contest.resolve()
  }

  /**
   * Whether those it waits for wait in a circle. After a server was lost they do: each client has edits on top of those of the
   * others, brings along all of them, and none gets to send its own.
   */
  #isStuck(contest: Contest): boolean {
    const seen = new Set<Contest>()
    for (let next: Contest | undefined = contest; next !== undefined; next = this.#open.get(next.owner)) {
      if (next.conceded || seen.has(next)) return true
      seen.add(next)
    }
    return false
  }

  /** The contest, and all that wait for its claimant. */
  #concede(contest: Contest): void {
    const stuck = [contest]
    for (const next of stuck) {
      if (next.conceded) continue
      next.conceded = true
      next.concede()
      for (const other of this.#open.values()) if (other.owner === next.by) stuck.push(other)
    }
  }
}
