import { diffLists, type Hunk } from './diff-lists.ts'

/** Words, and everything else character by character, so that no surrogate pair is torn. */
const tokens = /[\p{L}\p{M}\p{N}_]+|[^\p{L}\p{M}\p{N}_]/gu

const word = /^[\p{L}\p{M}\p{N}_]/u

export const tokensOf = (text: string): string[] => text.match(tokens) ?? []

/**
 * What to replace in one list of tokens so that it becomes the other. Words are found again first, and what stands between them after
 * that: no word goes for a space to stay.
 *
 * @returns ascending, and none touch
 */
export function diffTokens(from: readonly string[], to: readonly string[]): Hunk[] {
  const most = Math.min(from.length, to.length)
  let [start, end] = [0, 0]
  while (start < most && from[start] === to[start]) start++
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++
  const middle = diffMiddle(from.slice(start, from.length - end), to.slice(start, to.length - end))
  return middle.map((hunk) => moved(hunk, start, start))
}

function diffMiddle(from: readonly string[], to: readonly string[]): Hunk[] {
  const hunks: Hunk[] = []
  let [fromStart, toStart] = [0, 0]
  for (const [fromEnd, toEnd] of [...wordsInBoth(from, to), [from.length, to.length] as const]) {
    for (const hunk of diffLists(from.slice(fromStart, fromEnd), to.slice(toStart, toEnd)))
      hunks.push(moved(hunk, fromStart, toStart))
    fromStart = fromEnd + 1
    toStart = toEnd + 1
  }
  return hunks
}

const moved = ({ fromStart, fromEnd, toStart, toEnd }: Hunk, by: number, inTo: number): Hunk => ({
  fromStart: fromStart + by,
  fromEnd: fromEnd + by,
  toStart: toStart + inTo,
  toEnd: toEnd + inTo,
})

/** @returns pairs of places, ascending */
function wordsInBoth(from: readonly string[], to: readonly string[]): (readonly [number, number])[] {
  const [fromPlaces, toPlaces] = [placesOfWords(from), placesOfWords(to)]
  const hunks = diffLists(at(from, fromPlaces), at(to, toPlaces))
  const end = { fromStart: fromPlaces.length, fromEnd: fromPlaces.length, toEnd: toPlaces.length }
  const pairs: [number, number][] = []
  let [one, other] = [0, 0]
  for (const { fromStart, fromEnd, toEnd } of [...hunks, end]) {
    for (; one < fromStart; one++, other++) pairs.push([Number(fromPlaces[one]), Number(toPlaces[other])])
    ;[one, other] = [fromEnd, toEnd]
  }
  return pairs
}

const placesOfWords = (list: readonly string[]): number[] =>
  list.flatMap((token, place) => (word.test(token) ? [place] : []))

const at = (list: readonly string[], places: readonly number[]): string[] => places.map((place) => list[place] ?? '')
