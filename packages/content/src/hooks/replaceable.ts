import { HookError, isPlainObject, type Hooks } from '@crochet/hooks'
import type { Untyped } from '../untyped.ts'

/** What a replaced payload key must be. */
export interface Shape {
  readonly accepts: (value: unknown) => boolean
  /** As in `an object`. */
  readonly expected: string
}

export const anObject: Shape = { accepts: isPlainObject, expected: 'an object' }

/**
 * Lets handlers replace `payload[key]` only by what has the right shape. The check sits where the engine assigns a returned
 * value, so the error names the handler and the next one never sees a wrong value.
 *
 * @throws HookError `HOOK_RETURN` from within the dispatch
 */
export function guardReplaced(payload: object, key: string, guard: { shape: Shape; hooks: Hooks; hook: string }): void {
  let current: unknown = (payload as Record<string, unknown>)[key]
  Object.defineProperty(payload, key, {
    enumerable: true,
    configurable: true,
    get: (): Untyped => current,
    set(value: unknown) {
      if (!guard.shape.accepts(value)) throw returnError(value, guard)
      current = value
    },
  })
}

/** The error about what the handler that runs now, or ran last, returned. */
export function returnError(
  value: unknown,
  { shape, hooks, hook }: { shape: Shape; hooks: Hooks; hook: string },
): HookError {
  const handler = hooks.current()?.running
  const who = handler === undefined ? 'A handler' : `Handler "${handler.id}"`
  const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
  const message = `${who} of "${hook}" returned ${what} where ${shape.expected} is required`
  return new HookError('HOOK_RETURN', message, { hook, handler: handler?.id, origin: handler?.origin })
}
