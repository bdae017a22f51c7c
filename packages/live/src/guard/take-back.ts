import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { Instead } from '@crochet/realtime'
import type { LiveShape } from '../live-shape.ts'
import type { Values } from '../mapping/level.ts'
import { read } from '../read.ts'
import { isSameAt } from './is-same-at.ts'
import { add, type RefusedParts } from './refused-parts.ts'
import { rootSpot, serverRoot, type AnyType } from './spot.ts'

interface Refused {
  readonly shape: LiveShape
  /** The whole document, without the update that is refused. */
  readonly state: Uint8Array
  readonly update: Uint8Array
  /** In whose name what is gone is written anew. */
  readonly client: number
  /** What of the update is not to be; the rest stays. Default: nothing stays. */
  readonly parts?: RefusedParts | undefined
}

/**
 * What takes a refused update back, so that a client that has it in its document is where everybody else is. A client of Yjs cannot forget:
 * what it has inserted becomes part of the document as something deleted, and what it has deleted is written anew. For everybody else
 * it is one transaction that changes nothing that is to be seen; or, where only parts of it are refused, only the rest.
 *
 * @returns `undefined` where it cannot be taken back: it builds on something that is not there
 */
export function takeBack(refused: Refused): Instead | undefined {
  const corrected = refused.parts === undefined ? undefined : undo(refused)
  return corrected ?? undo({ ...refused, parts: undefined })
}

function undo({ shape, state, update, client, parts }: Refused): Instead | undefined {
  const doc = new Y.Doc({ gc: false })
  try {
    Y.applyUpdate(doc, state)
    // What others have sent too early waits for what it builds on. It is no part of this, and stays where it is.
    doc.store.pendingStructs = null
    doc.store.pendingDs = null
    doc.clientID = client
    const [before, shown] = [Y.encodeStateVector(doc), shownIn(shape, doc)]
    const history = new Y.UndoManager(doc, { trackedOrigins: new Set([refused]), captureTimeout: 0 })
    Y.applyUpdate(doc, update, refused)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return undefined
    if (parts !== undefined) for (const step of history.undoStack) limit(step, parts, doc)
    while (history.undoStack.length > 0) history.undo()
    const now = shownIn(shape, doc)
    const hasEdits = !isDeepStrictEqual(now, shown)
    if (hasEdits && (parts === undefined || !isSameAt(parts.closed, shown, now))) return undefined
    collect(shape, doc, Y.decodeStateVector(before))
    return { update: Y.encodeStateAsUpdate(doc, before), hasEdits }
  } catch {
    return undefined
  } finally {
    doc.destroy()
  }
}

const refused = { is: 'refused' }

const shownIn = (shape: LiveShape, doc: Y.Doc): Values => ({
  ...read(shape, doc).values,
  [serverRoot]: doc.getMap(serverRoot).toJSON(),
})

type UndoStep = Y.UndoManager['undoStack'][number]

/** Leaves in a step what is to be undone. */
function limit(step: UndoStep, { insertions, deletions }: RefusedParts, doc: Y.Doc): void {
  const [former, gone] = [Y.createDeleteSet(), Y.createDeleteSet()]
  const goes = (item: Y.Item): void => {
    if (!Y.isDeleted(step.deletions, item.id)) return
    add(gone, item)
    for (const inside of itemsIn(item)) goes(inside)
  }
  doc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, insertions, (item) => {
      if (!(item instanceof Y.Item) || item.parentSub === null) return
      // An entry of a map stands in the place of the former ones, which may have come with it.
      let before = item.left
      for (; before !== null && Y.isDeleted(step.insertions, before.id); before = before.left) add(former, before)
      if (before !== null) goes(before)
    })
    Y.iterateDeletedStructs(transaction, deletions, (item) => {
      if (item instanceof Y.Item) goes(item)
    })
  })
  step.insertions = Y.mergeDeleteSets([insertions, former])
  step.deletions = Y.mergeDeleteSets([gone])
}

/** What is directly in a type, whether or not it is deleted; nothing in what is no type. */
function* itemsIn({ content }: Y.Item): Iterable<Y.Item> {
  if (!(content instanceof Y.ContentType)) return
  const { _start, _map } = content.type
  for (let item = _start; item !== null; item = item.right) yield item
  for (const last of _map.values()) for (let item: Y.Item | null = last; item !== null; item = item.left) yield item
}

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
