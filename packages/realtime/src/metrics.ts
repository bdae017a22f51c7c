import { HookError } from '@crochet/hooks'
import { RealtimeError } from './errors.ts'

/** What a server has counted since it started, and what there is now. */
export interface MetricsSnapshot {
  /** Refused frames, sockets and connections by the code of the error. */
  readonly refused: Readonly<Record<string, number>>
  readonly connections: number
  readonly documents: number
}

/** Counts what a server refuses: every limit is an error with a code, and so a count. */
export class Metrics {
  readonly #refused = new Map<string, number>()

  /** Counts a refusal. @param error why */
  refused(error: unknown): void {
    const code = error instanceof RealtimeError || error instanceof HookError ? error.code : 'UNKNOWN'
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1)
  }

  /** How often something was refused, by the code of the error. */
  refusals(): Record<string, number> {
    return Object.fromEntries(this.#refused)
  }
}
