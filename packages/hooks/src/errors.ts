import type { Origin } from './origin.ts'

/** Codes of the engine. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const hookErrors = {
  HOOK_FAILED: {
    hint: 'A handler threw or rejected. The cause is what it threw; fix the handler, or give it `onError: "isolate"`.',
  },
  HOOK_FAILED_TOGETHER: {
    hint: 'Handlers of a parallel hook point failed. The cause is an AggregateError with one HookError for each.',
  },
  HOOK_TIMEOUT: {
    hint: 'A handler did not settle before its deadline. Make it faster, pass `signal` on to what it waits for, or raise `timeout`.',
  },
  HOOK_LOOP: {
    hint: 'Operations started from handlers went round in a circle. Break it with `reentrant: false` or a flag in `context`.',
  },
  HOOK_RETURN: {
    hint: 'A handler returned what its hook point cannot take. Return the documented shape, or nothing to keep what was.',
  },
  HOOK_NEXT_TWICE: { hint: 'A handler called `next()` a second time. Call it once and keep its result.' },
  HOOK_NEXT_LATE: {
    hint: 'A handler called `next()` after it had ended. Call it before, and return or await what it gives.',
  },
  HOOK_UNKNOWN_POINT: {
    hint: 'There is no hook point of this name. Check the spelling; whoever declares it must do so with `define`.',
  },
  HOOK_DEFINED_TWICE: {
    hint: 'A hook point was declared a second time in another way. Declare it once, in the package that calls it.',
  },
  HOOK_HANDLER_SHAPE: {
    hint: 'What was registered is no handler. Pass a function, or an object with a function `handler`.',
  },
  HOOK_ORDER_CYCLE: {
    hint: 'The `before`/`after` constraints of handlers contradict each other. Remove one of those named.',
  },
  HOOK_ORDER_UNKNOWN: {
    hint: 'A `before`/`after` constraint names an id that no handler of the hook point has. Check the spelling.',
  },
  HOOK_VIEW_ENDED: {
    hint: 'What a replaced, or refused, version of a hook module left behind attached a handler or declared a hook point. End its timers and listeners in `destroy`.',
  },
  HOOK_BACKGROUND_REFUSED: {
    hint: 'This hook point may refuse or replace what is under way, so its handlers run at once. Use `mode: "inline"` here, or attach the background handler to a point that comes after.',
  },
  HOOK_BACKGROUND_ID: {
    hint: 'Give the handlers an `id` each, or named functions: their work is found again by it after a restart.',
  },
  HOOK_NO_BACKGROUND: {
    hint: 'A handler asks for `mode: "background"`, and nothing runs background work here. Use `mode: "inline"`.',
  },
  HOOK_UNKNOWN_HANDLER: {
    hint: 'Background work waits for a handler that is not attached. Attach it again under the same id, then retry the job.',
  },
} as const

export type HookErrorCode = keyof typeof hookErrors

export interface HookErrorDetails {
  readonly hook: string
  readonly handler?: string | undefined
  readonly origin?: Origin | undefined
  readonly cause?: unknown
}

/**
 * The one error class of the engine. Its stack holds the frames of whoever called the hook point; `cause` is what the
 * handler threw, as it was thrown (an `Error`, a string, even `undefined`).
 */
export class HookError extends Error {
  override readonly name = 'HookError'
  readonly code: HookErrorCode
  readonly hint: string
  readonly hook: string
  readonly handler: string | undefined
  readonly origin: Origin | undefined

  constructor(code: HookErrorCode, message: string, details: HookErrorDetails) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.hint = hookErrors[code].hint
    this.hook = details.hook
    this.handler = details.handler
    this.origin = details.origin
  }

  /** The error of each failed handler, where several ran together (`HOOK_FAILED_TOGETHER`); otherwise none. */
  get errors(): readonly HookError[] {
    return this.code === 'HOOK_FAILED_TOGETHER' && this.cause instanceof AggregateError ? this.cause.errors : []
  }
}

/** Whether a thrown value, however hostile (a proxy whose traps throw), is an error of the engine. */
export function isHookError(thrown: unknown): thrown is HookError {
  try {
    return thrown instanceof HookError
  } catch {
    return false
  }
}

/**
 * What lies at the bottom of a chain of `HookError`s: what the innermost handler threw.
 *
 * @param error any thrown value
 * @returns the first cause that is not itself a wrapped handler failure; the error itself when it wraps nothing
 */
export function rootCause(error: unknown): unknown {
  let current = error
  while (isHookError(current) && current.code === 'HOOK_FAILED') current = current.cause
  return current
}

/** One line about any thrown value, however hostile (`undefined`, a getter that throws, an object without prototype). */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message || thrown.name)
    return `threw ${typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown)}`
  } catch {
    return 'threw a value that cannot be printed'
  }
}
