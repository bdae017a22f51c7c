import { noHandshake } from '../connection/handshake.ts'
import { Behalf, reportFailure } from '../failure.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Context, OnStoreDocumentPayload } from '../hooks/payloads.ts'
import { errorIn } from '../is-error.ts'
import type { Services } from '../services.ts'
import type { Document } from './document.ts'
import { connectionOf, localContextOf } from './transaction-origin.ts'

/**
 * Fires `onStoreDocument`, and when that has succeeded `afterStoreDocument`, as an operation of its own.
 *
 * @param origin of the last change
 * @returns false when a handler says that another server is about to store it: perhaps not with what is only here yet
 * @throws HookError when a handler of `onStoreDocument` fails: the document is then to be stored again
 */
export async function storeDocument(services: Services, document: Document, origin: unknown): Promise<boolean> {
  const { hooks, points, detached } = services
  const payload = storePayload(services, document, origin)
  return detached(() =>
    hooks.operation({ name: 'store', subject: document.name, origin: onBehalfOf(document, origin) }, async () => {
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

interface StoreFailure {
  readonly error: unknown
  /** The how-manieth in a row. */
  readonly attempt: number
  readonly origin: unknown
}

/** Logs that a store failed. It is tried again and again: the application is told of the first time. */
export function noteStoreFailure(
  services: Services,
  document: Document,
  { error, attempt, origin }: StoreFailure,
): void {
  const { log } = services
  log.error({ document: document.name, attempt, error }, 'a document could not be stored; it is kept and tried again')
  if (attempt > 1) return
  reportFailure(services, error, onBehalfOf(document, origin))
}

/** Of whom the last change was. */
const onBehalfOf = (document: Document, origin: unknown): Behalf =>
  new Behalf(document.name, {
    context: connectionOf(origin)?.context ?? (localContextOf(origin) as Context | undefined) ?? {},
    handshake: connectionOf(origin)?.handshake ?? noHandshake(),
  })

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
