import { diffLists } from './diff-lists.ts'

/** The words that two texts have in common, in their order. */
export function commonText(one: string, other: string): string {
  const [mine, others] = [wordsOf(one), wordsOf(other)]
  let [kept, at] = ['', 0]
  for (const { fromStart, fromEnd } of diffLists(keysOf(mine), keysOf(others))) {
    kept += mine.slice(at, fromStart).join('')
    at = fromEnd
  }
  return kept + mine.slice(at).join('')
}

/** Words, each with the space behind it: spaces alone are alike everywhere. */
const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []

const keysOf = (words: readonly string[]): string[] => words.map((word) => word.trim())
