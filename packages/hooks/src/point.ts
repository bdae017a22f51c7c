import type { Call } from './hook-map.ts'
import type { Call as CompiledCall } from './plan.ts'
import { isThenable } from './thenable.ts'

/** A hook point as its caller holds it: looked up once, kept, called often. */
export interface HookPoint<D extends { payload: object }> {
  readonly name: string
  /** False while no handler is attached: callers then need not even build the payload. */
  readonly used: boolean
  /**
   * Runs the handlers. Call it on the point (`point.call(payload)`), do not keep the function: it is replaced when handlers
   * change. Returns a promise only if a handler returned one.
   *
   * @throws HookError (or rejects with it) when a handler that may stop the dispatch fails
   */
  readonly call: Call<D>
  /** Runs the handlers without waiting: never throws, and what fails is reported instead of floating. */
  emit(payload: D['payload']): void
}

/** The point as the registry keeps it: it alone replaces `call`. */
export class MutablePoint {
  readonly name: string
  used = false
  call: CompiledCall
  readonly #report: (error: unknown) => void

  constructor(name: string, call: CompiledCall, report: (error: unknown) => void) {
    this.name = name
    this.call = call
    this.#report = report
  }

  emit(payload: object): void {
    try {
      const result = this.call(payload)
      if (isThenable(result)) result.then(undefined, this.#report)
    } catch (error) {
      this.#report(error)
    }
  }
}
