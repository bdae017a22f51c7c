import type { Entry } from './handler.ts'
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
  readonly #sinks = new Set<TraceSink>()

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
    this.#sinks.add(sink)
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

  end(record: OperationRecord, outcome: 'ok' | 'error'): void {
    record.duration = this.#clock.now() - record.started
    record.outcome = outcome
    for (const sink of this.#sinks) safely(sink)(record)
    if (this.#channel?.hasSubscribers === true) safely(() => this.#channel?.publish(record))(record)
  }

  /**
   * Compiles a dispatch that writes down what it does. Handlers of a sequence share clock readings: one ends when the next
   * begins. A dispatch outside any operation makes a record of its own.
   */
  traced(plan: Plan, compile: (plan: Plan) => Call, sequential: boolean): Call {
    return (payload, core) => {
      const ambient = (this.#scope?.getStore() as Ambient | undefined)?.operation.record
      const record = ambient ?? this.begin({ ...outside, name: plan.hook })
      const run = new DispatchTracer(this.#clock, plan, record)
      const end = (outcome: 'ok' | 'error'): void => {
        run.end(outcome)
        if (ambient === undefined) this.end(record, outcome)
      }
      let result: unknown
      try {
        result = compile(run.plan(sequential))(payload, core)
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

/** Stands in for the operation of a dispatch that belongs to none. */
const outside = {
  id: 0,
  subject: undefined,
  parent: undefined,
  startedBy: undefined,
  depth: 0,
  running: undefined,
  ran: new Set<Entry>(),
  record: undefined,
}
