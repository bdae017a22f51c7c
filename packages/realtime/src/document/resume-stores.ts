import { reportFailure } from '../failure.ts'
import { PendingStores } from '../persistence/pending-stores.ts'
import { besides } from '../protocol/address.ts'
import type { Services } from '../services.ts'
import { acquireDocument, serverItself } from './acquire-document.ts'
import type { DocumentRegistry } from './document-registry.ts'

/** Stores what the last process could not, in the background. @throws StorageError when the journal cannot tell what that is */
export async function resumeStores(services: Services, documents: DocumentRegistry): Promise<PendingStores> {
  const { clock, log } = services
  const journal = await services.journal()
  // Loading a document that is not stored schedules a store; letting go of it brings it about.
  const store = async (documentName: string, attempt: number): Promise<void> => {
    const loading = acquireDocument(services, documents, { documentName, ...serverItself({}) })
    const lease = await loading.catch((error: unknown) => {
      if (attempt === 1) reportFailure(services, error, { documentName })
      throw error
    })
    await lease.live.store.runNow()
    void lease.release()
  }
  const unstored = async (): Promise<string[]> => (await journal.unstored()).filter((name) => !name.startsWith(besides))
  return PendingStores.start({ journal: { unstored }, clock, log, store })
}
