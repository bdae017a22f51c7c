import { HookError, rootCause } from '@crochet/hooks'

/** Whether a hook failed, and did not merely stop what follows, which it does by throwing nothing in particular. */
export function isError(thrown: unknown): boolean {
  if (thrown instanceof HookError && thrown.code !== 'HOOK_FAILED') return true
  const cause = thrown instanceof HookError ? rootCause(thrown) : thrown
  return cause instanceof Error && cause.message !== ''
}
