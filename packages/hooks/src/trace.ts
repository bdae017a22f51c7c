import { lineageOf, type Ambient, type Operation } from './lineage.ts'
import { DispatchTracer, settle } from './dispatch-tracer.ts'
import type { Call, Plan } from './plan.ts'
import type { Channel, Clock, Scope } from './ports.ts'
import { safely } from './sinks.ts'
import { isThenable } from './thenable.ts'
import type { OperationRecord } from './trace-record.ts'

export type TraceSink = (record: OperationRecord) => void

/** Who listens to traces, and what they are told. With nobody listening no dispatch knows that this exists. */
export class Tracer {
  readonly #clock: Clock
  readonly #scope: Scope | undefined
  readonly #channel: Channel | undefined
  /** Each with what makes sure that its failure changes nothing. */
  readonly #sinks = new Map<TraceSink, TraceSink>()

  constructor(clock: Clock, host: { scope?: Scope | undefined; channel?: Channel | undefined }) {
    this.#clock = clock
    this.#scope = host.scope
    this.#channel = host.channel
  }

  /** Whether anyone listens at this moment. */
  get on(): boolean {
    return this.#sinks.size > 0 || this.#channel?.hasSubscribers === true
  }

  add(sink: TraceSink): void {
    this.#sinks.set(sink, safely(sink))
  }

  remove(sink: TraceSink): void {
    this.#sinks.delete(sink)
  }

  begin(operation: Operation): OperationRecord {
    return {
      id: operation.id,
      name: operation.name,
      subject: operation.subject,
      parent: operation.parent?.id,
      lineage: lineageOf(operation),
      started: this.#clock.now(),
      duration: 0,
      outcome: 'ok',
      dispatches: [],
    }
  }

  end(record: OperationRecord, outcome: 'ok' | 'error', now: number = this.#clock.now()): void {
    record.duration = now - record.started
    record.outcome = outcome
    for (const tell of this.#sinks.values()) tell(record)
    if (this.#channel?.hasSubscribers === true) safely(() => this.#channel?.publish(record))(record)
  }

  now(): number {
    return this.#clock.now()
  }

  /** The record of the operation that the caller runs in, if it is traced. */
  ambient(): OperationRecord | undefined {
    return (this.#scope?.getStore() as Ambient | undefined)?.operation.record
  }

  /** A record for a dispatch that belongs to no operation: its id is 0, and who began it ends it. */
  recordOf(hook: string, started: number): OperationRecord {
    const [id, duration, outcome] = [0, 0, 'ok' as const]
    return {
      id,
      name: hook,
      subject: undefined,
      parent: undefined,
      lineage: [hook],
      started,
      duration,
      outcome,
      dispatches: [],
    }
  }

  /**
   * Compiles a dispatch whose handlers overlap (`parallel`, `around`) so that it writes down what it does. For sequences there
   * is `compileTracedSequence`.
   */
  traced(plan: Plan, compile: (plan: Plan) => Call): Call {
    return (payload, core) => {
      const ambient = this.ambient()
      const record = ambient ?? this.recordOf(plan.hook, this.now())
      const run = new DispatchTracer(this.#clock, plan, record)
      const end = (outcome: 'ok' | 'error'): void => {
        run.end(outcome)
        if (ambient === undefined) this.end(record, outcome)
      }
      let result: unknown
      try {
        result = compile(run.plan())(payload, core)
      } catch (error) {
        end('error')
        throw error
      }
      if (isThenable(result)) return settle(result, end)
      end('ok')
      return result
    }
  }
}
