/** What one handler did in one dispatch. Times in milliseconds. */
export interface HandlerTrace {
  readonly handler: string
  /** Since the operation began. */
  readonly started: number
  duration: number
  outcome: 'ok' | 'error'
}

/** One dispatch of a hook point. */
export interface DispatchTrace {
  readonly hook: string
  readonly started: number
  duration: number
  outcome: 'ok' | 'error'
  handlers: HandlerTrace[]
}

/** What a trace sink receives: one record for each operation, once it has ended. */
export interface OperationRecord {
  readonly id: number
  readonly name: string
  readonly subject: string | undefined
  /** Id of the operation that caused this one. */
  readonly parent: number | undefined
  /** From the outermost operation to this one, with the handlers in between. */
  readonly lineage: readonly string[]
  /** On the engine's clock. */
  readonly started: number
  duration: number
  outcome: 'ok' | 'error'
  readonly dispatches: DispatchTrace[]
}
