import { describeThrown, HookError } from '@crochet/hooks'
import { reportFailure } from '../failure.ts'
import { documentPayload } from '../hooks/document-payload.ts'
import { backoff } from '../persistence/backoff.ts'
import type { Services } from '../services.ts'
import type { Unloading } from './document-registry.ts'

/** Pauses before a document that a hook has kept is asked for again. */
const pause = { first: 1_000, longest: 60_000 }

/** What happens around a document that leaves memory: its journal is made small, and the hooks are asked and told. */
export function unloading(services: Services): Unloading {
  const { hooks, points, instance, log, clock, detached } = services
  return {
    storeAtOnce: services.unloadImmediately,
    async before(live, attempt) {
      await services.compaction.leaving(live.compactable)
      if (!points.beforeUnloadDocument.used) return true
      const { name: documentName, document } = live
      const ask = (): unknown =>
        hooks.operation({ name: 'unload', subject: documentName }, () =>
          points.beforeUnloadDocument.call({ ...documentPayload(instance, documentName), document }),
        )
      try {
        // To ask again, after a pause, is the server's own doing.
        await (attempt === 1 ? ask() : detached(ask))
        return true
      } catch (error) {
        const by = error instanceof HookError ? { hook: error.hook, handler: error.handler } : {}
        log.info({ document: documentName, ...by, reason: describeThrown(error) }, 'a hook keeps a document in memory')
        return false
      }
    },
    after(documentName) {
      if (!points.afterUnloadDocument.used) return
      const tell = (): void => points.afterUnloadDocument.emit(documentPayload(instance, documentName))
      try {
        hooks.operation({ name: 'unloaded', subject: documentName }, tell)
      } catch (error) {
        log.error(
          { document: documentName, error },
          'handlers went round in a circle; afterUnloadDocument was not fired',
        )
        reportFailure(services, error, { documentName })
      }
    },
    pause: (attempt) => new Promise((resolve) => clock.after(backoff(attempt, pause), resolve)),
  }
}
