import type * as Y from 'yjs'
import { documentPayload } from '../hooks/document-payload.ts'
import type { Services } from '../services.ts'
import type { Member } from './member.ts'

interface Stored {
  readonly name: string
  readonly document: Y.Doc
  readonly members: ReadonlySet<Member>
}

/** Where the last change of a document came from; no member for an edit by code in this process. */
export interface LastChange {
  readonly member: Member | undefined
  readonly origin: unknown
}

/**
 * Fires `onStoreDocument`, as an operation of its own.
 *
 * @throws HookError when a handler fails: the document is then to be stored again
 */
export async function storeDocument(services: Services, stored: Stored, last: LastChange): Promise<void> {
  const { hooks, points, detached, instance } = services
  await detached(() =>
    hooks.operation({ name: 'store', subject: stored.name }, async () => {
      const about = documentPayload(instance, stored.name, last.member)
      await points.onStoreDocument.call({
        ...about,
        document: stored.document,
        clientsCount: stored.members.size,
        lastContext: about.context,
        lastTransactionOrigin: last.origin,
      })
    }),
  )
}
