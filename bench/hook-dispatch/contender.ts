import type { Handler } from './handlers.ts'

/**
 * How the caller waits: `always` awaits whatever comes back, `promises` awaits only if it is a promise, and so can stay
 * synchronous.
 */
export type Awaiting = 'always' | 'promises'

/** One way to run handlers: an engine, or the work done by hand. */
export interface Engine {
  readonly name: string
  readonly awaiting: Awaiting
  /** Set where asynchronous handlers cannot be taken. */
  readonly isSyncOnly?: true
  /** Attaches `handlers` to a new hook and returns what dispatches it once. Called before anything is measured. */
  prepare(hook: string, handlers: readonly Handler[]): () => unknown
}

/** What is measured: something to dispatch again and again. */
export interface Contender {
  readonly name: string
  readonly awaiting: Awaiting
  readonly dispatch: () => unknown
  /** How many handlers one dispatch must run; checked after every round. */
  readonly runs: number
  /** Runs a whole round inside something, such as an operation. */
  readonly within?: <T>(round: () => T) => T
}
