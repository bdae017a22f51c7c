import type { Run } from './handler.ts'
import type { Plan } from './plan.ts'
import type { Clock } from './ports.ts'
import { isThenable } from './thenable.ts'
import type { DispatchTrace, HandlerTrace, OperationRecord } from './trace-record.ts'

/** Writes down one dispatch whose handlers may overlap. */
export class DispatchTracer {
  readonly #clock: Clock
  readonly #plan: Plan
  readonly #begin: number
  readonly #dispatch: DispatchTrace
  /** The trace of each handler by its index. */
  readonly #traces: (HandlerTrace | undefined)[] = []
  /** Traces of handlers that have neither ended nor failed. What they do later is not written down. */
  readonly #open = new Set<HandlerTrace>()

  constructor(clock: Clock, plan: Plan, record: OperationRecord) {
    this.#clock = clock
    this.#plan = plan
    this.#begin = record.started
    this.#dispatch = {
      hook: plan.hook,
      started: clock.now() - record.started,
      duration: 0,
      outcome: 'ok',
      handlers: [],
    }
    record.dispatches.push(this.#dispatch)
  }

  plan(): Plan {
    return {
      ...this.#plan,
      handlers: this.#plan.handlers.map((run, index) => this.#onItsOwn(run, index)),
      failed: (index, thrown) => {
        const trace = this.#traces[index]
        if (trace !== undefined) {
          trace.outcome = 'error'
          this.#leave(trace)
        }
        this.#plan.failed(index, thrown)
      },
    }
  }

  end(outcome: 'ok' | 'error'): void {
    const now = this.#clock.now() - this.#begin
    this.#dispatch.duration = now - this.#dispatch.started
    this.#dispatch.outcome = outcome
  }

  #enter(index: number): HandlerTrace {
    const handler = this.#plan.entries[index]?.id ?? ''
    const trace: HandlerTrace = { handler, started: this.#clock.now() - this.#begin, duration: 0, outcome: 'ok' }
    this.#traces[index] = trace
    this.#dispatch.handlers.push(trace)
    return trace
  }

  #onItsOwn(run: Run, index: number): Run {
    return (payload, next) => {
      const trace = this.#enter(index)
      this.#open.add(trace)
      let result: unknown
      try {
        result = run(payload, next)
        if (isThenable(result)) return settle(result, () => this.#leave(trace))
      } catch (thrown) {
        this.#leave(trace)
        throw thrown
      }
      this.#leave(trace)
      return result
    }
  }

  #leave(trace: HandlerTrace): void {
    if (this.#open.delete(trace)) trace.duration = this.#clock.now() - this.#begin - trace.started
  }
}

/** Waits for `pending` and says how it ended, before whoever waits for the result goes on. */
export async function settle(pending: PromiseLike<unknown>, end: (outcome: 'ok' | 'error') => void): Promise<unknown> {
  let result: unknown
  try {
    result = await pending
  } catch (error) {
    end('error')
    throw error
  }
  end('ok')
  return result
}
