import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import { read } from '../read.ts'
import { rootSpot, serverRoot, type AnyType } from './spot.ts'

interface Refused {
  readonly shape: LiveShape
  /** The whole document, without the update that is refused. */
  readonly state: Uint8Array
  readonly update: Uint8Array
  /** In whose name what is gone is written anew. */
  readonly client: number
}

/**
 * What takes a refused update back, so that a client that has it in its document is where everybody else is. A client of Yjs cannot forget:
 * what it has inserted becomes part of the document as something deleted, and what it has deleted is written anew. For everybody else
 * it is one transaction that changes nothing that is to be seen.
 *
 * @returns in Yjs' V1 encoding; `undefined` where it cannot be taken back: it builds on something that is not there
 */
export function takeBack({ shape, state, update, client }: Refused): Uint8Array | undefined {
  const doc = new Y.Doc({ gc: false })
  try {
    Y.applyUpdate(doc, state)
    doc.clientID = client
    const [before, shown] = [Y.encodeStateVector(doc), shownIn(shape, doc)]
    const history = new Y.UndoManager(doc, { trackedOrigins: new Set([refused]), captureTimeout: 0 })
    Y.applyUpdate(doc, update, refused)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return undefined
    while (history.undoStack.length > 0) history.undo()
    if (!isDeepStrictEqual(shownIn(shape, doc), shown)) return undefined
    collect(shape, doc, Y.decodeStateVector(before))
    return Y.encodeStateAsUpdate(doc, before)
  } catch {
    return undefined
  } finally {
    doc.destroy()
  }
}

const refused = { is: 'refused' }

const shownIn = (shape: LiveShape, doc: Y.Doc): unknown => [read(shape, doc), doc.getMap(serverRoot).toJSON()]

/** Leaves nothing of what was written but its place; and of what was in a root type that there is not, not even that. */
function collect(shape: LiveShape, { store }: Y.Doc, before: ReadonlyMap<number, number>): void {
  for (const [client, structs] of store.clients) {
    const known = before.get(client) ?? 0
    for (const [index, struct] of structs.entries()) {
      if (struct.id.clock < known || !(struct instanceof Y.Item) || !struct.deleted) continue
      const parent = struct.parent as unknown as AnyType
      const isGone = parent._item?.deleted === true || rootSpot(shape, rootNameOf(parent)).is === 'nothing'
      if (isGone) structs[index] = new Y.GC(struct.id, struct.length)
      else struct.content = new Y.ContentDeleted(struct.length)
    }
  }
}

function rootNameOf(type: AnyType): string {
  let root = type
  while (root._item !== null) root = root._item.parent as unknown as AnyType
  return Y.findRootTypeKey(root)
}
