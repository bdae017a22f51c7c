import { diffLists } from './diff-lists.ts'

/** Something that two people have put into the same place of a text. */
export interface Insertion {
  /** Place in the text as it was, in UTF-16 code units. */
  readonly at: number
  readonly text: string
}

/** What two texts that were made from one have both got, in the same place: one has it from the other. @returns ascending */
export function commonInsertions(base: string, ours: string, theirs: string): Insertion[] {
  const was = wordsOf(base)
  const mine = insertionsOf(was, wordsOf(ours))
  return insertionsOf(was, wordsOf(theirs)).flatMap(({ from, to, words }) => {
    const near = mine.filter((other) => other.from <= to && from <= other.to).flatMap((other) => other.words)
    const text = common(words, near).map(withSpace).join('')
    const at = was.slice(0, from).join('').length
    return text === '' ? [] : [{ at, text: at > 0 && /\S/.test(base[at - 1] ?? '') ? ` ${text}` : text }]
  })
}

/** The words that two texts have in common, in their order. */
export const commonText = (one: string, other: string): string => common(wordsOf(one), wordsOf(other)).join('')

export function withInsertions(text: string, insertions: readonly Insertion[]): string {
  let [made, from] = ['', 0]
  for (const { at, text: inserted } of insertions) {
    made += text.slice(from, at) + inserted
    from = at
  }
  return made + text.slice(from)
}

/** Words, each with the space behind it: spaces alone are alike everywhere. */
const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []

const keysOf = (words: readonly string[]): string[] => words.map((word) => word.trim())

const withSpace = (word: string): string => (/\s$/.test(word) ? word : `${word} `)

/** Words that have come between others, or in the place of others. */
interface Inserted {
  readonly from: number
  readonly to: number
  readonly words: readonly string[]
}

function insertionsOf(was: readonly string[], now: readonly string[]): Inserted[] {
  return diffLists(keysOf(was), keysOf(now)).flatMap(({ fromStart, fromEnd, toStart, toEnd }) =>
    toStart === toEnd ? [] : [{ from: fromStart, to: fromEnd, words: now.slice(toStart, toEnd) }],
  )
}

function common(one: readonly string[], other: readonly string[]): string[] {
  const kept: string[] = []
  let at = 0
  for (const { fromStart, fromEnd } of diffLists(keysOf(one), keysOf(other))) {
    kept.push(...one.slice(at, fromStart))
    at = fromEnd
  }
  return [...kept, ...one.slice(at)]
}
