import * as Y from 'yjs'
import { read, seed, writeBack, type LiveShape, type WriteBack } from '../src/index.ts'
import { normalLevel, type Values } from '../src/mapping/level.ts'
import { shape } from './every-field.ts'

/** A `Y.Doc` of a stored document. */
export function openDoc(values: Values, of: LiveShape = shape): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seed(of, values))
  return doc
}

/** What a shared document says of a stored one, in the one form of all that mean the same. */
export const normal = (values: Values, of: LiveShape = shape): Values => normalLevel(of.fields, values)

export const valuesOf = (doc: Y.Doc, of: LiveShape = shape): Values => read(of, doc).values

/** @returns the update that it was; of no bytes, if there was nothing to do */
export function edit(doc: Y.Doc, change: WriteBack, of: LiveShape = shape): Uint8Array {
  let made = new Uint8Array()
  const keep = (update: Uint8Array): void => void (made = new Uint8Array(update))
  doc.on('update', keep)
  doc.transact(() => writeBack(of, doc, change))
  doc.off('update', keep)
  return made
}

export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

export function exchange(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
}
