import type * as Y from 'yjs'
import type { LiveShape } from './live-shape.ts'
import { RootHolder } from './mapping/holder.ts'
import { readLevel, type Values } from './mapping/level.ts'
import { Place, type Problem } from './mapping/live-field.ts'
import type { FragmentMemory } from './rich-text/fragment-memory.ts'

export interface Reading {
  /** Every shared field that has nothing wrong with it; `null` where there is nothing. */
  readonly values: Values
  /** What is in the document, and no value of its field. */
  readonly problems: readonly Problem[]
}

/**
 * What the fields of a shared document are. Never throws, whatever clients have put into it.
 *
 * @param memory of the same document: what has not changed since it was read is the same object again, which is not to be changed then
 */
export function read(shape: LiveShape, doc: Y.Doc, memory?: FragmentMemory): Reading {
  const place = new Place({ memory })
  const values = readLevel(shape.fields, new RootHolder(doc), place)
  return { values, problems: place.problems }
}
