import type { HookError } from './errors.ts'
import type { Call } from './hook-map.ts'
import type { Call as CompiledCall, Report } from './plan.ts'
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
  /** Whether there are background handlers to hand over by `offload`. Only where the point is declared with `background: 'ahead'`. */
  readonly offloads: boolean
  /**
   * Hands the background handlers over, which `call` and `emit` pass by here.
   *
   * @returns a promise until all are accepted, if one of them is
   * @throws HookError (or rejects with it) for one that is not accepted
   */
  offload(payload: D['payload']): void | Promise<void>
}

/** Compiles the dispatch of a hook point for the handlers it has now. */
export interface Dispatches {
  /** For callers who wait. */
  readonly call: CompiledCall
  /** For those who do not. Made when it is first needed: few hook points are called in both ways. */
  readonly unwaited: () => CompiledCall
  /** For background handlers that are handed over ahead; `undefined` where there are none. */
  readonly offload: CompiledCall | undefined
}

/** The point as the registry keeps it: it alone replaces `call`. */
export class MutablePoint {
  readonly name: string
  used = false
  call: CompiledCall
  #offload: CompiledCall | undefined
  #compileUnwaited: () => CompiledCall
  #unwaited: CompiledCall | undefined
  readonly #report: Report

  constructor(name: string, { call, unwaited, offload }: Dispatches, report: Report) {
    this.name = name
    this.call = call
    this.#offload = offload
    this.#compileUnwaited = unwaited
    this.#report = report
  }

  get offloads(): boolean {
    return this.#offload !== undefined
  }

  offload(payload: object): void | Promise<void> {
    return this.#offload?.(payload) as void | Promise<void>
  }

  replace({ call, unwaited, offload }: Dispatches, used: boolean): void {
    this.call = call
    this.#offload = offload
    this.#compileUnwaited = unwaited
    this.#unwaited = undefined
    this.used = used
  }

  emit(payload: object): void {
    this.#unwaited ??= this.#compileUnwaited()
    try {
      const result = this.#unwaited(payload)
      if (isThenable(result)) result.then(undefined, this.#report)
    } catch (error) {
      this.#report(error as HookError)
    }
  }
}
