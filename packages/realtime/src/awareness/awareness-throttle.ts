import type { Clock } from '@crochet/storage'
import { Rate } from '../connection/rate.ts'
import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'

export interface AwarenessThrottleOptions {
  readonly limits: Pick<Limits, 'awarenessRate' | 'awarenessBytes' | 'awarenessClients'>
  readonly clock: Clock
  readonly metrics: Metrics
  /** Lets an awareness update pass when its turn has come. */
  readonly pass: (update: Uint8Array) => void
}

/**
 * Lets so many awareness updates of a connection pass per second. What comes faster is joined: of each client the latest
 * state counts, as with everything about presence.
 */
export class AwarenessThrottle {
  readonly #options: AwarenessThrottleOptions
  readonly #rate: Rate
  readonly #held = new Map<number, AwarenessEntry>()
  #heldBytes = 0
  #cancel: (() => void) | undefined

  constructor(options: AwarenessThrottleOptions) {
    this.#options = options
    this.#rate = new Rate(options.limits.awarenessRate, options.clock.now())
  }

  /**
   * @param entries what is new
   * @returns whether it may pass at once; if not, it passes later, joined with what comes meanwhile
   * @throws RealtimeError `AWARENESS_LIMIT`
   */
  admits(entries: readonly AwarenessEntry[]): boolean {
    if (this.#cancel === undefined && this.#rate.take(this.#options.clock.now())) return true
    this.#options.metrics.counters.joinedAwareness++
    for (const entry of entries) this.#hold(entry)
    this.#cancel ??= this.#options.clock.after(Math.ceil(this.#rate.wait), () => this.#release())
    return false
  }

  /** Forgets what is held. */
  close(): void {
    this.#cancel?.()
    this.#held.clear()
  }

  /** Holds what a connection may have, and once more: a client may leave and another one come at the same time. */
  #hold(entry: AwarenessEntry): void {
    const { awarenessBytes, awarenessClients } = this.#options.limits
    const held = this.#held.get(entry.client)
    if (held !== undefined && held.clock > entry.clock) return
    this.#heldBytes += Buffer.byteLength(entry.state) - Buffer.byteLength(held?.state ?? '')
    this.#held.set(entry.client, entry)
    if (this.#heldBytes > 2 * awarenessBytes) {
      throw new RealtimeError('AWARENESS_LIMIT', { what: 'bytes at once', limit: 2 * awarenessBytes })
    }
    if (this.#held.size > 2 * awarenessClients) {
      throw new RealtimeError('AWARENESS_LIMIT', { what: 'clients at once', limit: 2 * awarenessClients })
    }
  }

  #release(): void {
    this.#cancel = undefined
    this.#rate.take(this.#options.clock.now())
    const update = encodeAwarenessUpdate([...this.#held.values()])
    this.#held.clear()
    this.#heldBytes = 0
    this.#options.pass(update)
  }
}
