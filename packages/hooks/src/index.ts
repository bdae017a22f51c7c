export { createHooks, Hooks, type HooksOptions, type SlowHandler } from './engine.ts'
export {
  describeThrown,
  HookError,
  hookErrors,
  rootCause,
  type HookErrorCode,
  type HookErrorDetails,
} from './errors.ts'
export type { AttachedHandler, ExplainedHandler } from './explain.ts'
export type { BackgroundRun } from './background-run.ts'
export type { BackgroundRunner } from './compile.ts'
export type { CommonOptions, DefineOptions, Returns } from './definition.ts'
export type { Backoff, Entry, HandlerRecord, Stage } from './handler.ts'
export type {
  Around,
  Bail,
  Call,
  Definition,
  Filter,
  HandlerFunction,
  HookMap,
  Kind,
  Merge,
  Parallel,
  Series,
  Waterfall,
} from './hook-map.ts'
export type { Operation, OperationAbout } from './lineage.ts'
export { describeOrigin, type Origin } from './origin.ts'
export { nearest } from './nearest.ts'
export { returnError } from './plan.ts'
export type { HookPoint } from './point.ts'
export { systemClock, type Channel, type Clock, type Scope } from './ports.ts'
export { isPlainObject } from './safe-keys.ts'
export { toPlain } from './to-plain.ts'
export { isThenable } from './thenable.ts'
export { HookPayload } from './signal.ts'
export type { DispatchTrace, HandlerTrace, OperationRecord } from './trace-record.ts'
export type { TraceSink } from './trace.ts'
