import type { Clock } from '@crochet/storage'
import { Rate } from '../connection/rate.ts'
import { RealtimeError } from '../errors.ts'
import { decodeAwarenessUpdate, encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'

export interface AwarenessThrottleOptions {
  readonly perSecond: number
  /** Bytes (UTF-16 units) of states that may be held. */
  readonly bytes: number
  readonly clock: Clock
  /** Lets an awareness update pass, now or when its turn has come. */
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
    this.#rate = new Rate(options.perSecond, options.clock.now())
  }

  /**
   * @returns whether the update may pass at once; if not, it passes later, joined with what comes meanwhile
   * @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT`
   */
  admits(update: Uint8Array): boolean {
    if (this.#cancel === undefined && this.#rate.take(this.#options.clock.now())) return true
    for (const entry of decodeAwarenessUpdate(update)) this.#hold(entry)
    this.#cancel ??= this.#options.clock.after(Math.ceil(this.#rate.wait), () => this.#release())
    return false
  }

  /** Forgets what is held. */
  close(): void {
    this.#cancel?.()
    this.#held.clear()
  }

  #hold(entry: AwarenessEntry): void {
    const held = this.#held.get(entry.client)
    if (held !== undefined && held.clock > entry.clock) return
    this.#heldBytes += entry.state.length - (held?.state.length ?? 0)
    const limit = this.#options.bytes
    if (this.#heldBytes > limit) throw new RealtimeError('AWARENESS_LIMIT', { what: 'bytes at once', limit })
    this.#held.set(entry.client, entry)
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
