import type { Deadlines } from './deadline.ts'
import { describeThrown, HookError, isHookError } from './errors.ts'
import { describeEntry, type Entry, type Run } from './handler.ts'
import { withLongStack } from './long-stack.ts'

/** A compiled dispatch. `core` is the innermost function and belongs to `around` alone. */
export type Call = (payload: object, core?: () => unknown) => unknown

/** Takes the errors that end no dispatch. Never throws. */
export type Report = (error: HookError) => void

/** Everything a kind needs to compile a dispatch. Built when handlers change; a running dispatch keeps the one it began with. */
export interface Plan {
  readonly hook: string
  readonly entries: readonly Entry[]
  /** The functions to call, one for each entry: the handlers themselves, or wrapped for lineage or tracing. */
  readonly handlers: readonly Run[]
  /** Called with what handler `index` threw: throws what ends the dispatch, or reports it and returns to go on. */
  readonly failed: (index: number, thrown: unknown) => void
  /** Present only if some handler has a deadline. */
  readonly deadline: { readonly watch: Deadlines; readonly limits: readonly number[] } | undefined
  /** Present only if nobody waits for the dispatch: takes what ends it. */
  readonly unwaited: Report | undefined
}

/** What a rule throws about a returned value that the hook point does not take; it does not know whose value it was. */
export class RefusedReturn {
  readonly #refused = true
  readonly value: unknown
  readonly expected: string

  constructor(value: unknown, expected: string) {
    this.value = value
    this.expected = expected
  }

  /** Whether a thrown value, however hostile, is one: no proxy hears of this question. */
  static is(thrown: unknown): thrown is RefusedReturn {
    return typeof thrown === 'object' && thrown !== null && #refused in thrown && thrown.#refused
  }
}

/**
 * Wraps what a handler threw, so that the error says which hook point and handler it was and shows the caller's frames.
 * An error the engine itself made about this handler, or about a loop, is passed on as it is.
 */
export function toHookError(hook: string, entry: Entry, thrown: unknown): HookError {
  if (RefusedReturn.is(thrown)) return withLongStack(() => returnError(hook, entry, thrown))
  if (isHookError(thrown)) {
    const ownVerdict = thrown.code !== 'HOOK_FAILED' && thrown.hook === hook && thrown.handler === entry.id
    if (ownVerdict || thrown.code === 'HOOK_LOOP') return thrown
  }
  const message = `"${hook}" failed in handler ${describeEntry(entry)}: ${describeThrown(thrown)}`
  const details = { hook, handler: entry.id, origin: entry.origin, cause: thrown }
  return withLongStack(() => new HookError('HOOK_FAILED', message, details))
}

/** The error about what a handler returned, or left in the payload, where the hook point takes something else. */
export function returnError(
  hook: string,
  entry: Entry | undefined,
  { value, expected }: { value: unknown; expected: string },
): HookError {
  const who = entry === undefined ? 'a handler' : `handler ${describeEntry(entry)}`
  const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
  const message = `"${hook}" got ${what} from ${who}, where ${expected} is required`
  return new HookError('HOOK_RETURN', message, { hook, handler: entry?.id, origin: entry?.origin })
}

/** The error of a handler that did not settle within `limit` milliseconds. */
export function timeoutError(hook: string, entry: Entry, limit: number): HookError {
  const message = `"${hook}" gave up on handler ${describeEntry(entry)} after ${limit} ms`
  return new HookError('HOOK_TIMEOUT', message, { hook, handler: entry.id, origin: entry.origin })
}
