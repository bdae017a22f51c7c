import type { Transaction } from '@crochet/storage'
import { isSame } from '../documents/is-same.ts'
import { loadDocument } from '../documents/load-documents.ts'
import type { WriteRun } from './run.ts'
import { StaleDocument } from './stale-document.ts'

/**
 * Compares what is stored with what the pipeline started from: the document may have changed since it was loaded, and then
 * everything that was worked out from it is worth nothing.
 *
 * @throws StaleDocument
 */
export async function checkUnchanged({ entity, id, stored }: WriteRun, transaction: Transaction): Promise<void> {
  const now = await loadDocument(transaction, entity, id)
  if (!isSame(now, stored)) throw new StaleDocument(`${entity.name}/${id}`)
}
