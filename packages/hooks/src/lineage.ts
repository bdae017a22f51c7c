import { HookError } from './errors.ts'
import { describeEntry, type Entry, type Run } from './handler.ts'
import type { Scope } from './ports.ts'
import type { OperationRecord } from './trace-record.ts'

/** How many operations may be nested in one another. */
const deepest = 8
/** How often one handler may be entered for the same document in one lineage. */
const mostEntries = 2

/** What an operation is, for lineage, loop guard and traces. */
export interface OperationAbout {
  /** For people: `posts.update`. */
  readonly name: string
  /** The document concerned (`posts/0192…`), if there is one yet. The loop guard counts by it. */
  readonly subject?: string | undefined
  /**
   * Whether the caller has begun an ambient scope just for this operation (`AsyncResource.runInAsyncScope`), which may be used for
   * it: half as much work as making one, because nothing has to be put back.
   */
  readonly scoped?: boolean
  /** What it is for, as whoever begins it knows it: those that report a failure find it by `current()`. */
  readonly origin?: object | undefined
}

/** One operation under way: the ambient entry that everything it causes can see (spec: hooks.md, "Loops"). */
export interface Operation {
  readonly name: string
  readonly subject: string | undefined
  /** As given to `operation`. */
  readonly origin: object | undefined
  readonly id: number
  /** The operation from one of whose handlers this one was started. */
  readonly parent: Operation | undefined
  /** The handler of `parent` that started this one. */
  readonly startedBy: Entry | undefined
  readonly depth: number
  /** What whoever began it leaves here for those inside; the engine does not look at it. */
  carries: object | undefined
  /** The handler that runs now, or ran last. */
  running: Entry | undefined
  /** Every handler that has run in this operation, in order, once each. */
  readonly ran: Entry[]
  /** Index of `running` in `ran`; -1 before the first. */
  place: number
  /** Collects the trace while someone listens. */
  record: OperationRecord | undefined
}

/** What the ambient scope holds: the operation, and in a handler with a scope of its own that handler. */
export interface Ambient {
  readonly operation: Operation
  readonly handler: Entry | undefined
}

/**
 * Makes the operation that `parent`, if any, is about to enter.
 *
 * @throws HookError `HOOK_LOOP` when it would be the ninth within one another
 */
export function beginOperation(about: OperationAbout, id: number, ambient: Ambient | undefined): Operation {
  const parent = ambient?.operation
  const startedBy = ambient?.handler ?? parent?.running
  const operation: Operation = {
    id,
    name: about.name,
    subject: about.subject,
    origin: about.origin,
    parent,
    startedBy,
    depth: parent === undefined ? 0 : parent.depth + 1,
    carries: undefined,
    running: undefined,
    ran: [],
    place: -1,
    record: undefined,
  }
  if (operation.depth > deepest) throw loopError(operation, startedBy, `is nested more than ${deepest} deep`)
  return operation
}

/** The operations from the outermost to this one, each with the handler that started it. */
export function lineageOf(operation: Operation | undefined): string[] {
  const chain: string[] = []
  for (let current = operation; current !== undefined; current = current.parent) {
    const what = current.subject === undefined ? current.name : `${current.name} ${current.subject}`
    chain.unshift(
      current.startedBy === undefined ? what : `${what} (from "${current.startedBy.id}" on ${current.startedBy.hook})`,
    )
  }
  return chain
}

/**
 * Wraps a handler so that the operation knows who is running, and so that it is refused, or skips itself, when it comes
 * round again.
 */
export function inLineage(entry: Entry, scope: Scope, ownScope: boolean): Run {
  const { run } = entry
  return (payload, next) => {
    const operation = (scope.getStore() as Ambient | undefined)?.operation
    if (operation === undefined) return run(payload, next)
    if (operation.parent !== undefined && comesRound(entry, operation)) return next?.()
    noteThatRuns(entry, operation)
    return ownScope ? scope.run({ operation, handler: entry }, () => run(payload, next)) : run(payload, next)
  }
}

/** What comes round in an operation comes in the order it came in before: so the next one is looked at before all others. */
function noteThatRuns(entry: Entry, operation: Operation): void {
  const { ran } = operation
  let place = operation.place + 1
  if (place >= ran.length || ran[place] !== entry) place = ran.indexOf(entry)
  operation.place = place < 0 ? ran.push(entry) - 1 : place
  operation.running = entry
}

/** Whether the handler is to skip itself. */
function comesRound(entry: Entry, operation: Operation): boolean {
  let entered = 0
  for (let inner = operation; inner.parent !== undefined; inner = inner.parent) {
    if (inner.startedBy !== entry) continue
    if (!entry.reentrant) return true
    if (operation.subject !== undefined && inner.parent.subject === operation.subject) entered++
  }
  if (entered >= mostEntries) throw loopError(operation, entry, `would enter ${describeEntry(entry)} a third time`)
  return false
}

function loopError(operation: Operation, entry: Entry | undefined, what: string): HookError {
  const chain = lineageOf(operation).join(' → ')
  return new HookError('HOOK_LOOP', `"${operation.name}" ${what}: ${chain}`, {
    hook: entry?.hook ?? operation.name,
    handler: entry?.id,
    origin: entry?.origin,
  })
}
