/**
 * What the engine needs from its host and cannot have itself, because it imports nothing from `node:`. Node's own objects
 * fit as they are: `createHooks({ scope: new AsyncLocalStorage(), channel: diagnostics_channel.channel('crochet:hook') })`.
 */

/** Ambient storage that follows asynchronous calls, as `AsyncLocalStorage` does. Carries lineage; without it there is none. */
export interface Scope<T = unknown> {
  run<R>(store: T, run: () => R): R
  getStore(): T | undefined
  /** Makes `store` ambient for the rest of the scope that the caller runs in. */
  enterWith?(store: T): void
}

/** A publish-only channel that knows whether anybody listens, as a channel of `diagnostics_channel` does. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** Time for deadlines and traces. Tests inject their own. */
export interface Clock {
  /** Milliseconds from a fixed point, never going back. */
  now(): number
  /** Calls `run` every `ms` milliseconds until the returned function is called. */
  repeat(ms: number, run: () => void): () => void
}

type HighResolutionTime = () => [seconds: number, nanoseconds: number]

/** The clock of Node's process, where there is one: reading it costs a third less than `performance.now()`, and traces read it a lot. */
const hrtime = (globalThis as { process?: { hrtime?: HighResolutionTime } }).process?.hrtime
const millisecondsOf = ([seconds, nanoseconds]: [number, number]): number => seconds * 1e3 + nanoseconds / 1e6
/** Puts it on the scale of `performance.now()`, so that `performance.timeOrigin` can be added to what traces say. */
const offset = hrtime === undefined ? 0 : millisecondsOf(hrtime()) - performance.now()

/** The clock of the runtime. Its timer keeps the process alive: a hanging handler ends in `HOOK_TIMEOUT`, not in a silent exit. */
export const systemClock: Clock = {
  now: hrtime === undefined ? () => performance.now() : () => millisecondsOf(hrtime()) - offset,
  repeat(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}
