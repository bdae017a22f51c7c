import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { canonicalJson } from './canonical-json.ts'
import type { LiveShape } from './live-shape.ts'
import { RootHolder } from './mapping/holder.ts'
import { editLevel, normalLevel, type Values } from './mapping/level.ts'

/**
 * The update with which the `Y.Doc` of a stored document begins. It follows from what is stored alone: two servers that seed the same
 * document give the same bytes, and merging both gives the document once.
 *
 * @param values the document as stored
 * @param finish makes what else belongs into it
 * @returns in Yjs' V1 encoding
 */
export function seed(shape: LiveShape, values: Values, finish: (doc: Y.Doc) => void = () => {}): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientOf(shape, values)
  doc.transact(() => {
    editLevel(shape.fields, new RootHolder(doc), { from: {}, to: values, newer: 'gives way' })
    finish(doc)
  })
  return Y.encodeStateAsUpdate(doc)
}

/** Documents that differ in anything are written by different clients: one client says one thing only. */
function clientOf(shape: LiveShape, values: Values): number {
  const { id, updatedAt } = values
  const text = canonicalJson([shape.name, shape.kinds, id, updatedAt, normalLevel(shape.fields, values)])
  // As large as those that Yjs draws; above 0, which means nobody.
  return createHash('sha256').update(text).digest().readUInt32BE(0) || 1
}
