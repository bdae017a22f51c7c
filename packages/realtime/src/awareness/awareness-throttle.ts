import type { Clock } from '@crochet/storage'
import { Rate } from '../connection/rate.ts'
import { RealtimeError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'

interface Parts {
  readonly limits: Pick<Limits, 'awarenessRate' | 'awarenessBytes' | 'awarenessClients'>
  readonly clock: Clock
  readonly metrics: Metrics
}

/**
 * Lets so many awareness updates of a connection pass per second. What comes faster is joined: of each client the latest
 * state counts, as with everything about presence.
 */
export class AwarenessThrottle {
  readonly #parts: Parts
  readonly #pass: (update: Uint8Array) => void
  readonly #rate: Rate
  /** By client; nothing when nothing waits. */
  #held: Map<number, AwarenessEntry> | undefined
  #heldBytes = 0
  #cancel: (() => void) | undefined

  /** @param pass lets an awareness update pass when its turn has come */
  constructor(parts: Parts, pass: (update: Uint8Array) => void) {
    this.#parts = parts
    this.#pass = pass
    this.#rate = new Rate(parts.limits.awarenessRate, parts.clock.now())
  }

  /**
   * @param entries what is new
   * @returns whether it may pass at once; if not, it passes later, joined with what comes meanwhile
   * @throws RealtimeError `AWARENESS_LIMIT`
   */
  admits(entries: readonly AwarenessEntry[]): boolean {
    if (this.#cancel === undefined && this.#rate.take(this.#parts.clock.now())) return true
    this.#parts.metrics.counters.joinedAwareness++
    for (const entry of entries) this.#hold(entry)
    this.#cancel ??= this.#parts.clock.after(Math.ceil(this.#rate.wait), () => this.#release())
    return false
  }

  /** Forgets what is held. */
  close(): void {
    this.#cancel?.()
    this.#held = undefined
  }

  /** Holds what a connection may have, and once more: a client may leave and another one come at the same time. */
  #hold(entry: AwarenessEntry): void {
    const { awarenessBytes, awarenessClients } = this.#parts.limits
    this.#held ??= new Map()
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
    this.#rate.take(this.#parts.clock.now())
    const update = encodeAwarenessUpdate([...(this.#held?.values() ?? [])])
    this.#held = undefined
    this.#heldBytes = 0
    this.#pass(update)
  }
}
