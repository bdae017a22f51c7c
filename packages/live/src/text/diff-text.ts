import { diffLists } from './diff-lists.ts'

/** Replaces `remove` characters at `at` by `insert`. Counted in UTF-16 code units, as Yjs counts. */
export interface TextEdit {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

/** A stretch that two texts have in common. */
export interface Kept {
  readonly from: number
  readonly to: number
  readonly length: number
}

/** Words, and everything else character by character, so that no surrogate pair is torn. */
const tokens = /[\p{L}\p{M}\p{N}_]+|[^\p{L}\p{M}\p{N}_]/gu

/**
 * What to change in one text so that it becomes the other: whole words at most, as little of them as changes.
 *
 * @returns ascending, none touch; places are those in `from`
 */
export function diffText(from: string, to: string): TextEdit[] {
  if (from === to) return []
  const start = commonStart(from, to)
  const end = commonEnd(from, to, start)
  const inner = { from: from.slice(start, from.length - end), to: to.slice(start, to.length - end) }
  if (inner.from === '' || inner.to === '') return [{ at: start, remove: inner.from.length, insert: inner.to }]
  const [before, after] = [tokensOf(inner.from), tokensOf(inner.to)]
  const edits: TextEdit[] = []
  const [fromPlaces, toPlaces] = [placesOf(before), placesOf(after)]
  for (const hunk of diffLists(before, after)) {
    const at = Number(fromPlaces[hunk.fromStart])
    const removed = inner.from.slice(at, fromPlaces[hunk.fromEnd])
    const insert = inner.to.slice(toPlaces[hunk.toStart], toPlaces[hunk.toEnd])
    edits.push(tighten({ at: start + at, remove: removed.length, insert }, removed))
  }
  return edits
}

/** What stays of a text that is edited, with where it is afterwards. */
export function keptOf(edits: readonly TextEdit[], length: number): Kept[] {
  const kept: Kept[] = []
  let from = 0
  let to = 0
  for (const { at, remove, insert } of [...edits, { at: length, remove: 0, insert: '' }]) {
    if (at > from) kept.push({ from, to, length: at - from })
    to += at - from + insert.length
    from = at + remove
  }
  return kept
}

const tokensOf = (text: string): string[] => text.match(tokens) ?? []

function placesOf(parts: readonly string[]): number[] {
  const places = [0]
  let place = 0
  for (const part of parts) places.push((place += part.length))
  return places
}

/** Only the letters of a word that differ. */
function tighten({ at, insert }: TextEdit, removed: string): TextEdit {
  const start = commonStart(removed, insert)
  const end = commonEnd(removed, insert, start)
  return {
    at: at + start,
    remove: removed.length - start - end,
    insert: insert.slice(start, insert.length - end),
  }
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let length = 0
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++
  const tears = length > 0 && isFirstHalf(one.charCodeAt(length - 1))
  return tears ? length - 1 : length
}

/** @param start how much of both is taken already */
function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start
  let length = 0
  while (length < most && one.charCodeAt(one.length - 1 - length) === other.charCodeAt(other.length - 1 - length)) {
    length++
  }
  const tears = length > 0 && isSecondHalf(one.charCodeAt(one.length - length))
  return tears ? length - 1 : length
}

const isFirstHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff
