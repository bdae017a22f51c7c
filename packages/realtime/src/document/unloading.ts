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
    async before(live) {
      await services.compaction.leaving(live.compactable)
      if (!points.beforeUnloadDocument.used) return true
      const { name: documentName, document } = live
      try {
        await detached(() =>
          hooks.operation({ name: 'unload', subject: documentName }, () =>
            points.beforeUnloadDocument.call({ instance, documentName, document }),
          ),
        )
        return true
      } catch (error) {
        log.info({ document: documentName, error: String(error) }, 'a hook keeps a document in memory')
        return false
      }
    },
    after(documentName) {
      if (!points.afterUnloadDocument.used) return
      detached(() =>
        hooks.operation({ name: 'unloaded', subject: documentName }, () =>
          points.afterUnloadDocument.emit({ instance, documentName }),
        ),
      )
    },
    pause: (attempt) => new Promise((resolve) => clock.after(backoff(attempt, pause), resolve)),
  }
}
