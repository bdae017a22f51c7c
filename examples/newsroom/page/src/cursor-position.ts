import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
  relativePositionToJSON,
  type Text,
} from 'yjs'
import { isRecord } from './is-record.ts'

/** A selection as an awareness state carries it: positions that stay with their letter when text before them changes. */
export interface CursorState {
  anchor: unknown
  head: unknown
}

/** Offsets in the text, in UTF-16 code units. */
interface Selection {
  anchor: number
  head: number
}

export function cursorFor(text: Text, { anchor, head }: Selection): CursorState {
  const position = (index: number) =>
    relativePositionToJSON(createRelativePositionFromTypeIndex(text, index)) as unknown
  return { anchor: position(anchor), head: position(head) }
}

/** @returns where a `cursor` received from another browser is now; `undefined` if it is nowhere in this text */
export function selectionOf(text: Text, cursor: unknown): Selection | undefined {
  if (!isRecord(cursor)) return undefined
  const anchor = offsetOf(text, cursor['anchor'])
  const head = offsetOf(text, cursor['head'])
  return anchor === undefined || head === undefined ? undefined : { anchor, head }
}

function offsetOf(text: Text, position: unknown): number | undefined {
  if (!isRecord(position) || text.doc === null) return undefined
  try {
    const found = createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(position), text.doc)
    return found?.type === text ? found.index : undefined
  } catch {
    // Yjs throws on positions that are not in its form, and these come from outside.
    return undefined
  }
}
