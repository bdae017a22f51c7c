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
  const hunks: Hunk[] = []
  let [fromStart, toStart] = [0, 0]
  for (const [fromEnd, toEnd] of [...wordsInBoth(from, to), [from.length, to.length] as const]) {
    for (const hunk of diffLists(from.slice(fromStart, fromEnd), to.slice(toStart, toEnd)))
      hunks.push({
        fromStart: fromStart + hunk.fromStart,
        fromEnd: fromStart + hunk.fromEnd,
        toStart: toStart + hunk.toStart,
        toEnd: toStart + hunk.toEnd,
      })
    ;[fromStart, toStart] = [fromEnd + 1, toEnd + 1]
  }
  return hunks
}

/** @returns pairs of places, ascending */
function wordsInBoth(from: readonly string[], to: readonly string[]): (readonly [number, number])[] {
  const [fromPlaces, toPlaces] = [placesOfWords(from), placesOfWords(to)]
  const textOf = (list: readonly string[], places: readonly number[]): string[] =>
    places.map((place) => list[place] ?? '')
  const hunks = diffLists(textOf(from, fromPlaces), textOf(to, toPlaces))
  const pairs: [number, number][] = []
  let [at, other] = [0, 0]
  for (const { fromStart, fromEnd, toEnd } of [...hunks, endOf(fromPlaces, toPlaces)]) {
    for (; at < fromStart; at++, other++) pairs.push([Number(fromPlaces[at]), Number(toPlaces[other])])
    ;[at, other] = [fromEnd, toEnd]
  }
  return pairs
}

const placesOfWords = (list: readonly string[]): number[] =>
  list.flatMap((token, place) => (word.test(token) ? [place] : []))

const endOf = ({ length: from }: readonly unknown[], { length: to }: readonly unknown[]): Hunk => ({
  fromStart: from,
  fromEnd: from,
  toStart: to,
  toEnd: to,
})
