import { HookError, rootCause } from '@crochet/hooks'

/**
 * What lies at the bottom of something thrown, if it is an error: what the handler of a hook threw may be anything, an object
 * that cannot even be looked at included.
 */
export function errorIn(thrown: unknown): Error | undefined {
  try {
    const cause = rootCause(thrown)
    return cause instanceof Error ? cause : undefined
  } catch {
    return undefined
  }
}

/** Whether a hook failed, and did not merely stop what follows, which it does by throwing nothing in particular. */
export function isError(thrown: unknown): boolean {
  if (thrown instanceof HookError && thrown.code !== 'HOOK_FAILED') return true
  try {
    const cause = errorIn(thrown)
    return cause !== undefined && cause.message !== ''
  } catch {
    return true
  }
}
