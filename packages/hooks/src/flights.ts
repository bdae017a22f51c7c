import type { Call } from './plan.ts'
import { isThenable } from './thenable.ts'

/**
 * The dispatches under way that run handlers of one view, so that whoever has replaced the handlers knows when the last
 * dispatch has ended. Only views that may be replaced have one.
 */
export class Flights {
  #underWay = 0
  #idle: PromiseWithResolvers<void> | undefined

  enter(): void {
    this.#underWay++
  }

  leave(): void {
    if (--this.#underWay > 0) return
    this.#idle?.resolve()
    this.#idle = undefined
  }

  /** Resolves when none is under way. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve()
    this.#idle ??= Promise.withResolvers<void>()
    return this.#idle.promise
  }
}

/** Counts the dispatches that `call` begins, from when one gives a promise until that has settled. */
export function counted(call: Call, flights: readonly Flights[]): Call {
  return (payload, core) => {
    const result = call(payload, core)
    if (!isThenable(result)) return result
    for (const each of flights) each.enter()
    const over = (): void => {
      for (const each of flights) each.leave()
    }
    result.then(over, over)
    return result
  }
}
