import * as Y from 'yjs'

/** Events of a `Y.Doc` that tell of its content. Somebody who listens needs the tree. */
const contentEvents = [
  'update',
  'updateV2',
  'beforeAllTransactions',
  'beforeTransaction',
  'beforeObserverCalls',
  'afterTransaction',
  'afterTransactionCleanup',
  'afterAllTransactions',
  'subdocs',
]

/** How many listeners to content a document has when nobody but this server listens: its own, to `update`. */
const own = 1

/** Whether somebody listens to the content of a document, and so needs its tree. (lib0 has no public way to ask.) */
export function isListenedTo(document: Y.Doc): boolean {
  let listeners = 0
  for (const name of contentEvents) listeners += document._observers.get(name)?.size ?? 0
  return listeners > own
}

/**
 * Whether somebody listens to the content of a document, or observes one of its types. Listeners live in the tree, so it may
 * not be forgotten then. (Yjs and lib0 have no public way to ask.)
 */
export function isWatched(document: Y.Doc, roots: Y.Doc['share'], store: Y.Doc['store']): boolean {
  if (isListenedTo(document)) return true
  for (const type of roots.values()) if (isObserved(type)) return true
  for (const structs of store.clients.values()) {
    for (const struct of structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentType && isObserved(struct.content.type))
        return true
    }
  }
  return false
}

const isObserved = (type: Pick<Y.AbstractType<never>, '_eH' | '_dEH'>): boolean =>
  type._eH.l.length > 0 || type._dEH.l.length > 0
