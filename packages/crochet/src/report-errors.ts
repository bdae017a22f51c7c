import { describeThrown, HookError, type Entry } from '@crochet/hooks'
import type { ContentRequest } from '@crochet/content'
import { failureAbout, hookNames, type Failure, type FailureAbout } from '@crochet/realtime'
import type { Parts } from './parts.ts'

/**
 * An error that ended no dispatch: of an observer, or of a dispatch nobody waited for. It goes to the log and to `afterError`, with
 * `source: 'live'` if it is of the collaboration server.
 */
export function reportIsolated(parts: Parts, error: HookError): void {
  parts.log.error({ err: error, hook: error.hook, handler: error.handler }, error.message)
  const isLive = (hookNames as readonly string[]).includes(error.hook)
  void parts.content?.reportError(
    error,
    isLive ? { source: 'live', req: liveRequest(failureAbout(parts.hooks.current())) } : { source: 'hook' },
  )
}

/** What failed in the collaboration server, which has logged it: it goes to `afterError`. */
export function reportLive(parts: Parts, { error, ...about }: Failure): void {
  void parts.content?.reportError(error, { source: 'live', req: liveRequest(about) })
}

/** Copies: a handler of `afterError` is not to change the connection. */
function liveRequest({ documentName, context, headers }: FailureAbout): ContentRequest {
  const user: unknown = context?.['user']
  return {
    user: user ?? null,
    headers: new Headers(headers),
    locale: undefined,
    source: 'live',
    context: { ...context },
    documentName,
  }
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
