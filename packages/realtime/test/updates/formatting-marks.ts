import * as Y from 'yjs'
import { documentOf } from './documents.ts'

/**
 * Two states as documents that have deleted the same formatting marks. A document of Yjs deletes marks that say nothing (around text
 * that is gone, or twice the same) while it takes what others send, and which ones depends on what arrives together. So two that
 * have been given the same may differ in these, and in nothing else: whatever else differs is left as it is.
 */
export function withSameMarks(one: Uint8Array, other: Uint8Array): [Y.Doc, Y.Doc] {
  const documents: [Y.Doc, Y.Doc] = [documentOf(one), documentOf(other)]
  const [left, right] = documents.map(deletedIn) as [Deleted, Deleted]
  deleteMarks(documents[0], right)
  deleteMarks(documents[1], left)
  return documents
}

type Deleted = ReturnType<typeof Y.createDeleteSetFromStructStore>

const deletedIn = ({ store }: Y.Doc): Deleted => Y.createDeleteSetFromStructStore(store)

function deleteMarks(document: Y.Doc, deleted: Deleted): void {
  const marks = [...document.store.clients.values()]
    .flat()
    .filter((struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentFormat)
  document.transact((transaction) => {
    for (const mark of marks as Y.Item[]) if (Y.isDeleted(deleted, mark.id)) mark.delete(transaction)
  })
}
