import { describeThrown, HookError, type Entry } from '@crochet/hooks'
import type { Parts } from './parts.ts'

/** An error that ended no dispatch: of an observer, or of a dispatch nobody waited for. It goes to the log and to `afterError`. */
export function reportIsolated(parts: Parts, error: HookError): void {
  parts.log.error({ err: error, hook: error.hook, handler: error.handler }, error.message)
  void parts.content?.reportError(error, { source: 'hook' })
}

/**
 * Work that a handler left behind has failed: it goes to the log and to `afterError`, with `source: 'detached'` and the handler
 * named in `thrown`. Where several handlers of the operation could have left it, all of them are named.
 */
export function reportDetached(parts: Parts, error: unknown): void {
  const handlers = parts.hooks.attribution()?.handlers ?? []
  const failure = detachedFailure(error, handlers)
  parts.log.error({ err: failure, hook: failure.hook, handler: failure.handler }, failure.message)
  void parts.content?.reportError(failure, { source: 'detached' })
}

function detachedFailure(error: unknown, handlers: readonly Entry[]): HookError {
  const [first] = handlers
  const names = handlers.map(({ id }) => id).join(' or ')
  const message = `work that "${names}" left behind has failed: ${describeThrown(error)}`
  const details = { hook: first?.hook ?? '', handler: names, origin: first?.origin, cause: error }
  return new HookError('HOOK_FAILED', message, details)
}
