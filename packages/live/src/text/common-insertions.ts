import { diffText, keptOf, type TextEdit } from './diff-text.ts'

/** Something that two people have put into the same place of a text. */
export interface Insertion {
  /** Place in the text as it was, in UTF-16 code units. */
  readonly at: number
  readonly text: string
}

/** What two texts that were made from one have both got, in the same place: one has it from the other. @returns ascending */
export function commonInsertions(base: string, ours: string, theirs: string): Insertion[] {
  const inserts = (text: string): TextEdit[] =>
    diffText(base, text, 'words').flatMap((edit) => (edit.insert === '' ? [] : [slide(edit, base)]))
  const mine = inserts(ours)
  return inserts(theirs).flatMap((edit) => {
    const same = mine.find((other) => other.at <= edit.at + edit.remove && edit.at <= other.at + other.remove)
    const text = same === undefined ? '' : commonText(same.insert, edit.insert)
    // The space between two words is no more than that.
    return text.trim() === '' ? [] : [{ at: edit.at, text }]
  })
}

/** Of the places where an insertion of words comes to the same, the first: ` new` behind a word, not `new ` behind the space. */
function slide({ at, remove, insert }: TextEdit, base: string): TextEdit {
  let [place, text] = [at, insert]
  while (remove === 0 && place > 0 && base[place - 1] === text.at(-1) && /\s$/.test(text)) {
    text = text.slice(-1) + text.slice(0, -1)
    place--
  }
  return { at: place, remove, insert: text }
}

/** The words that two texts have in common, in their order. */
export const commonText = (one: string, other: string): string =>
  keptOf(diffText(one, other, 'words'), one.length)
    .map(({ from, length }) => one.slice(from, from + length))
    .join('')

export function withInsertions(text: string, insertions: readonly Insertion[]): string {
  let [made, from] = ['', 0]
  for (const { at, text: inserted } of insertions) {
    made += text.slice(from, at) + inserted
    from = at
  }
  return made + text.slice(from)
}
