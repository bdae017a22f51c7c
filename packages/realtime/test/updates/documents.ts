import * as Y from 'yjs'

/** A new document with these updates. */
export function documentOf(...updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  return document
}

/** The same document as Yjs writes it after it has dropped what is deleted. */
export const normalised = (update: Uint8Array): Uint8Array =>
  Y.encodeStateAsUpdate(documentOf(Y.encodeStateAsUpdate(documentOf(update))))

/** The updates that an edit of a document causes. */
export function updatesOf(document: Y.Doc, ...edits: readonly (() => void)[]): Uint8Array[] {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  document.on('update', collect)
  for (const edit of edits) edit()
  document.off('update', collect)
  return updates
}
