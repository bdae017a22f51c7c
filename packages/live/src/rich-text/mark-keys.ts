import { createHash } from 'node:crypto'
import { keyOf, type Mark } from './rich-node.ts'

/** Marks of a kind that a text can have several of (comments, say) have a hash behind their name. (Convention of y-prosemirror.) */
const hashed = /^(.*)--[a-zA-Z0-9+/=]{8}$/s

export const markTypeOf = (key: string): string => hashed.exec(key)?.[1] ?? key

/** Names of the attributes that say which marks a text has. */
export function keysOfMarks(marks: readonly Mark[]): Record<string, object> {
  const isTwice = ({ type }: Mark): boolean => marks.filter((other) => other.type === type).length > 1
  return Object.fromEntries(
    marks.map((mark) => [isTwice(mark) ? `${mark.type}--${hashOf(mark)}` : mark.type, { ...mark.attrs }]),
  )
}

/** Eight characters of base 64. */
const hashOf = (mark: Mark): string =>
  createHash('sha256').update(keyOf(mark)).digest().subarray(0, 6).toString('base64')
