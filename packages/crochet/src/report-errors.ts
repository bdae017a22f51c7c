import { rootCause, type HookError, type Operation } from '@crochet/hooks'
import type { Parts } from './parts.ts'

/** An error that ended no dispatch: of an observer, or of a dispatch nobody waited for. It goes to `afterError` and the log. */
export function reportIsolated(parts: Parts, error: HookError): void {
  parts.log.error({ err: error, hook: error.hook, handler: error.handler }, error.message)
  tellAfterError(parts, error, { source: 'hook', handler: error.handler })
}

/** Work that a handler left behind has failed: `afterError` is told with the handler's name and `source: 'detached'`. */
export function reportDetached(parts: Parts, error: unknown, operation: Operation): void {
  const handlers = parts.hooks.attribution()?.handlers ?? []
  const handler = handlers.map(({ id }) => id).join(' or ')
  parts.log.error({ err: error, handler, operation: operation.name }, `work that "${handler}" left behind has failed`)
  tellAfterError(parts, error, { source: 'detached', handler })
}

function tellAfterError(parts: Parts, error: unknown, about: { source: string; handler: string | undefined }): void {
  parts.content?.reportError(error, about).catch((failure: unknown) => {
    parts.log.error({ err: rootCause(failure) }, 'afterError itself failed')
  })
}
