import type * as Y from 'yjs'
import type { LiveShape } from './live-shape.ts'
import { RootHolder } from './mapping/holder.ts'
import { editLevel, type Values } from './mapping/level.ts'
import type { Change } from './mapping/live-field.ts'

export interface WriteBack {
  /** What `to` was made from: what was stored before, or what was read of the document. It may have gone on since. */
  readonly from: Values
  readonly to: Values
  /** What becomes of plain values that are others by now. Default: they give way. */
  readonly newer?: Change['newer']
}

/**
 * Makes the smallest edit that does to a shared document what was done to `from` when it became `to`: cursors stay, and so does what
 * others have written meanwhile. Run it within a transaction.
 */
export function writeBack(shape: LiveShape, doc: Y.Doc, { from, to, newer = 'gives way' }: WriteBack): void {
  editLevel(shape.fields, new RootHolder(doc), { from, to, newer })
}
