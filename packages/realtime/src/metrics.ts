import { HookError } from '@crochet/hooks'
import { RealtimeError } from './errors.ts'

/** What a server has counted since it started. */
export interface Counters {
  /** Frames that have arrived. */
  messages: number
  /** Updates of clients that have been checked and let in. */
  updates: number
  /** Updates of which a client was told that they are on disk, and of which it was told that they were not taken. */
  acknowledged: number
  declined: number
  /** Presence that was joined with later presence because it came too fast, and that a slow client was not sent. */
  joinedAwareness: number
  droppedAwareness: number
  /** Requests for a whole document that waited for the answer to the one before. */
  postponedSyncs: number
  /** How often the reading of a socket was stopped. */
  pauses: number
  /** Sockets that this server has ended: each is counted in `refused`, too. */
  resets: number
}

/** What there is now. */
export interface Gauges {
  readonly sockets: number
  /** Of those: nothing is authenticated on them; and they are not read now. */
  readonly unauthenticatedSockets: number
  readonly pausedSockets: number
  /** Sockets that have a document open, and direct connections. */
  readonly connections: number
  /** Documents in memory. */
  readonly documents: number
  /** Of those: their last store has failed and is tried again. */
  readonly failedStores: number
  /** Bytes that wait for authentication on all sockets. */
  readonly waitingBytes: number
  /** Bytes of all documents that are not in the journal yet. */
  readonly unsavedBytes: number
}

/** What a server has counted, and what there is. */
export interface MetricsSnapshot extends Readonly<Counters>, Gauges {
  /** Refused frames, sockets and connections by the code of the error. */
  readonly refused: Readonly<Record<string, number>>
}

/** Counts what a server does: every limit is an error with a code, and so a count; or has a counter of its own. */
export class Metrics {
  readonly counters: Counters = {
    messages: 0,
    updates: 0,
    acknowledged: 0,
    declined: 0,
    joinedAwareness: 0,
    droppedAwareness: 0,
    postponedSyncs: 0,
    pauses: 0,
    resets: 0,
  }
  readonly #refused = new Map<string, number>()

  /** Counts a refusal. @param error why */
  refused(error: unknown): void {
    const code = error instanceof RealtimeError || error instanceof HookError ? error.code : 'UNKNOWN'
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1)
  }

  /** Everything that was counted, and the gauges. */
  snapshot(gauges: Gauges): MetricsSnapshot {
    return { refused: Object.fromEntries(this.#refused), ...this.counters, ...gauges }
  }
}
