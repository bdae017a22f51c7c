import { diffLists } from './diff-lists.ts'
import { diffTokens, tokensOf } from './diff-tokens.ts'

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

/** Whether a word that differs is replaced as a whole, or only the letters of it that differ. */
export type Grain = 'words' | 'letters'

/**
 * What to change in one text so that it becomes the other.
 *
 * @param grain `words` where others have changed the text, too: two words are not to become one of letters of both
 * @returns ascending, none touch; places are those in `from`
 */
export function diffText(from: string, to: string, grain: Grain = 'letters'): TextEdit[] {
  if (from === to) return []
  if (grain === 'words') return diffWords(from, to)
  const start = startOfWord(from, to, commonStart(from, to))
  const end = endOfWord(from, to, commonEnd(from, to, start))
  const removed = from.slice(start, from.length - end)
  return diffWords(removed, to.slice(start, to.length - end)).flatMap(({ at, remove, insert }) =>
    thin({ at: start + at, remove, insert }, removed.slice(at, at + remove)),
  )
}

function diffWords(from: string, to: string): TextEdit[] {
  if (from === '' || to === '') return [{ at: 0, remove: from.length, insert: to }]
  const [before, after] = [tokensOf(from), tokensOf(to)]
  const [fromPlaces, toPlaces] = [placesOf(before), placesOf(after)]
  return diffTokens(before, after).map(({ fromStart, fromEnd, toStart, toEnd }) => {
    const at = Number(fromPlaces[fromStart])
    return { at, remove: Number(fromPlaces[fromEnd]) - at, insert: to.slice(toPlaces[toStart], toPlaces[toEnd]) }
  })
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

function placesOf(parts: readonly string[]): number[] {
  const places = [0]
  let place = 0
  for (const part of parts) places.push((place += part.length))
  return places
}

/** Above so many characters a stretch is not looked at letter by letter. */
const longestThin = 1000

/** Where letters are only left out, or only put in, between others that stay, these stay: as in a phone number that gets another form. */
function thin(edit: TextEdit, removed: string): TextEdit[] {
  const { at, insert } = edit
  if (removed.length + insert.length > longestThin || !(holds(removed, insert) || holds(insert, removed)))
    return [tighten(edit, removed)]
  const [before, after] = [[...removed], [...insert]]
  const [fromPlaces, toPlaces] = [placesOf(before), placesOf(after)]
  return diffLists(before, after).map(({ fromStart, fromEnd, toStart, toEnd }) => {
    const from = Number(fromPlaces[fromStart])
    return {
      at: at + from,
      remove: Number(fromPlaces[fromEnd]) - from,
      insert: insert.slice(toPlaces[toStart], toPlaces[toEnd]),
    }
  })
}

/** Whether all characters of one text are in the other one, in the same order, and are more than a few of them. */
function holds(text: string, part: string): boolean {
  if (part.length * 2 < text.length) return false
  let found = 0
  const wanted = [...part]
  for (const letter of text) if (letter === wanted[found]) found++
  return found === wanted.length
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

/** Back to where a word begins in both: a new word is not made of the first letters of the next one, which somebody may be removing. */
function startOfWord(one: string, other: string, at: number): number {
  let place = at
  while (place > 0 && isInWord(one, place - 1) && (isInWord(one, place) || isInWord(other, place))) place--
  return place
}

/** The same from the end. @param length how much both have in common there */
function endOfWord(one: string, other: string, length: number): number {
  const before = (text: string, left: number): boolean => isInWord(text, text.length - left - 1)
  let left = length
  while (left > 0 && isInWord(one, one.length - left) && (before(one, left) || before(other, left))) left--
  return left
}

/** Halves of surrogate pairs count as letters, so that none is torn. */
const isInWord = (text: string, at: number): boolean => /[\p{L}\p{M}\p{N}_\p{Cs}]/u.test(text[at] ?? '')

const isFirstHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff
