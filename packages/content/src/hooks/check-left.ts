import { returnError, type Hooks, type Returns } from '@crochet/hooks'

/**
 * Checks what handlers have left in a payload. What they return the engine has checked before the next one saw it; a key of the
 * payload they can also set.
 *
 * @throws HookError `HOOK_RETURN` naming the handler that ran last
 */
export function checkLeft(hooks: Hooks, hook: string, { value, returns }: { value: unknown; returns: Returns }): void {
  if (returns.accepts(value)) return
  throw returnError(hook, hooks.current()?.running, { value, expected: returns.expected })
}
