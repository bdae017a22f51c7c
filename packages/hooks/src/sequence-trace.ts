import type { Course, SequenceRule } from './kinds/walk.ts'
import type { Plan } from './plan.ts'
import type { DispatchTrace, HandlerTrace, OperationRecord } from './trace-record.ts'
import type { Tracer } from './trace.ts'

/** What the traces of all dispatches of one plan share. */
export interface TraceOf {
  readonly plan: Plan
  readonly rule: SequenceRule
  readonly tracer: Tracer
}

const noHandlers: HandlerTrace[] = []

/**
 * Writes down one dispatch of a sequence: it stands before the rule and before the plan's verdict on errors, so it hears of
 * everything without a promise of its own. Handlers share clock readings: one ends when the next begins.
 */
export class SequenceTrace implements Course {
  declare readonly of: TraceOf
  declare readonly record: OperationRecord
  declare readonly dispatch: DispatchTrace
  declare current: HandlerTrace | undefined

  // Assigned here and not initialised as class fields, which V8 makes slower; this runs for every traced dispatch.
  constructor(of: TraceOf) {
    const { tracer, plan } = of
    const now = tracer.now()
    const record = tracer.ambient() ?? tracer.recordOf(plan.hook, now)
    this.of = of
    this.record = record
    this.dispatch = { hook: plan.hook, started: now - record.started, duration: 0, outcome: 'ok', handlers: noHandlers }
    this.current = undefined
    record.dispatches.push(this.dispatch)
  }

  /** A handler begins, and the one before it has ended. The first one begins with the dispatch. */
  enter(handler: string): void {
    const { current, dispatch } = this
    if (current === undefined) {
      this.current = { handler, started: dispatch.started, duration: 0, outcome: 'ok' }
      dispatch.handlers = [this.current]
      return
    }
    const started = this.of.tracer.now() - this.record.started
    current.duration = started - current.started
    this.current = { handler, started, duration: 0, outcome: 'ok' }
    dispatch.handlers.push(this.current)
  }

  take(payload: object, value: unknown): boolean {
    const isEnd = this.of.rule.take(payload, value)
    if (isEnd) this.end('ok')
    return isEnd
  }

  result(payload: object): unknown {
    this.end('ok')
    return this.of.rule.result(payload)
  }

  failed(index: number, thrown: unknown): void {
    if (this.current !== undefined) this.current.outcome = 'error'
    try {
      this.of.plan.failed(index, thrown)
    } catch (error) {
      this.end('error')
      throw error
    }
  }

  private end(outcome: 'ok' | 'error'): void {
    const { current, dispatch, record } = this
    const { tracer } = this.of
    const now = tracer.now()
    const time = now - record.started
    if (current !== undefined) current.duration = time - current.started
    dispatch.duration = time - dispatch.started
    dispatch.outcome = outcome
    // A record that belongs to no operation is this dispatch's own.
    if (record.id === 0) tracer.end(record, outcome, now)
  }
}
