/** Something that is taken out of a text, or replaced. */
export interface Cut {
  readonly start: number
  readonly end: number
  /** What stands there afterwards. */
  readonly text: string
}

/**
 * Leaves `kept` of what stands between `start` and `end`, separated by commas, with nothing of what stood between others.
 *
 * @param all items in order
 */
export function keepOf<Item extends { readonly start: number; readonly end: number }>(
  all: readonly Item[],
  kept: ReadonlySet<Item>,
  { start, end }: { start: number; end: number },
): Cut[] {
  if (kept.size === all.length) return []
  const cuts: Cut[] = []
  let last: Item | undefined
  let gap = false
  for (const item of all) {
    if (!kept.has(item)) {
      gap = true
      continue
    }
    if (gap) cuts.push({ start: last?.end ?? start, end: item.start, text: last === undefined ? ' ' : ', ' })
    last = item
    gap = false
  }
  if (gap) cuts.push({ start: last?.end ?? start, end, text: '' })
  return cuts
}

/** Without cuts that lie inside of others. */
export function outermost(cuts: readonly Cut[]): Cut[] {
  const sorted = cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const kept: Cut[] = []
  for (const cut of sorted) {
    const last = kept.at(-1)
    if (last === undefined || cut.start >= last.end) kept.push(cut)
  }
  return kept
}

/** Applies cuts that do not overlap. What goes leaves blanks, so that what stays keeps its line and, but for longer values, its column. */
export function applyCuts(text: string, cuts: readonly Cut[]): string {
  let result = ''
  let at = 0
  for (const cut of cuts) {
    const removed = text.slice(cut.start, cut.end)
    const covered = removed.slice(0, cut.text.length).replaceAll(/[^\n]/g, '')
    const rest = removed.slice(cut.text.length).replaceAll(/[^\n]/g, ' ')
    result += text.slice(at, cut.start) + cut.text + covered + rest
    at = cut.end
  }
  return result + text.slice(at)
}
