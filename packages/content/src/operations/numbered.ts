const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** What values can be made of one that may be taken. */
export interface Numbering {
  /** As in `- Copy`: goes before the number, and stands alone for the first. Empty: the first is the value itself. */
  readonly word: string
  /** In UTF-16 code units; longer values lose their end, not their number. */
  readonly longest: number
}

/**
 * The value with a number: `title`, `title-2`, `title-3` … of one written like a slug, `Title - Copy`, `Title - Copy 2` … of
 * another text.
 *
 * @param number from 1
 * @returns `undefined` when nothing of the value would be left
 */
export function numbered(value: string, number: number, { word, longest }: Numbering): string | undefined {
  const isSlug = slugPattern.test(value)
  const ending = isSlug ? slugEnding(word, number) : textEnding(word, number)
  const start = shortened(value, longest - ending.length)
  const beginning = isSlug ? start.replace(/-+$/, '') : start
  return beginning === '' ? undefined : beginning + ending
}

const slugEnding = (word: string, number: number): string =>
  (word === '' ? '' : `-${word.toLowerCase()}`) + (number === 1 ? '' : `-${number}`)

const textEnding = (word: string, number: number): string =>
  (word === '' ? '' : ` - ${word}`) + (number === 1 ? '' : ` ${number}`)

/** The beginning of a text; a character of two units is kept whole or left out. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return text.slice(0, Math.max(0, longest)).replace(/[\uD800-\uDBFF]$/, '')
}
