import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { OnStoreDocumentPayload } from '../hooks/payloads.ts'
import { errorIn } from '../is-error.ts'
import type { Services } from '../services.ts'
import type { Document } from './document.ts'
import { connectionOf } from './transaction-origin.ts'

/**
 * Fires `onStoreDocument`, and when that has succeeded `afterStoreDocument`, as an operation of its own.
 *
 * @param origin of the last change
 * @returns false when a handler says that another server is about to store it: perhaps not with what is only here yet
 * @throws HookError when a handler of `onStoreDocument` fails: the document is then to be stored again
 */
export async function storeDocument(services: Services, document: Document, origin: unknown): Promise<boolean> {
  const { hooks, points, detached } = services
  return detached(() =>
    hooks.operation({ name: 'store', subject: document.name }, async () => {
      const payload = storePayload(services, document, origin)
      try {
        await points.onStoreDocument.call(payload)
      } catch (error) {
        if (saysOthersStore(error)) return false
        throw error
      }
      if (points.afterStoreDocument.used) await points.afterStoreDocument.call(payload)
      return true
    }),
  )
}

function storePayload({ instance }: Services, document: Document, origin: unknown): OnStoreDocumentPayload {
  const about = openDocumentPayload(instance, document, { connection: connectionOf(origin), origin })
  return { ...about, lastContext: about.context, lastTransactionOrigin: origin, transactionOrigin: origin }
}

/** By its name, because an extension may bring its own copy of the class. */
function saysOthersStore(error: unknown): boolean {
  try {
    return errorIn(error)?.name === 'SkipFurtherHooksError'
  } catch {
    return false
  }
}
