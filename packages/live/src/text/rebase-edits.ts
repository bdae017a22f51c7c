import { keptOf, type Kept, type TextEdit } from './diff-text.ts'

/**
 * Takes edits of a text to what the text has become meanwhile. What both have removed is gone, what only one has inserted stays,
 * and what both have done in the same way is done once.
 *
 * @param edits of the text as it was
 * @param drift what has happened to the text since
 * @param length of the text as it was
 * @returns edits of the text as it is now; ascending
 */
export function rebaseEdits<E extends TextEdit>(edits: readonly E[], drift: readonly TextEdit[], length: number): E[] {
  if (drift.length === 0) return [...edits]
  const kept = keptOf(drift, length)
  return edits.filter((edit) => !drift.some((other) => isSame(edit, other))).flatMap((edit) => rebaseEdit(edit, kept))
}

const isSame = (one: TextEdit, other: TextEdit): boolean =>
  one.at === other.at && one.remove === other.remove && one.insert === other.insert

/** Removes what is left of what it removes, which others may have written into. */
function rebaseEdit<E extends TextEdit>(edit: E, kept: readonly Kept[]): E[] {
  const { at, remove, insert } = edit
  const ranges = rangesIn(kept, at, at + remove)
  const removals = ranges.map(({ to, length }) => ({ ...edit, at: to, remove: length, insert: '' }))
  if (insert === '') return removals
  const [first, ...rest] = removals
  const place = placeOf(at, kept)
  if (first?.at === place) return [{ ...first, insert }, ...rest]
  return [{ ...edit, at: place, remove: 0 }, ...removals]
}

/** The parts of a range that are still there, and where they are now. */
export function rangesIn(kept: readonly Kept[], start: number, end: number): Kept[] {
  return kept.flatMap(({ from, to, length }) => {
    const first = Math.max(start, from)
    const last = Math.min(end, from + length)
    return first < last ? [{ from: first, to: to + first - from, length: last - first }] : []
  })
}

/** Behind the character that stood before it, or behind the last one before that which is still there. */
function placeOf(at: number, kept: readonly Kept[]): number {
  let place = 0
  for (const { from, to, length } of kept) {
    if (from >= at) break
    place = to + Math.min(at - from, length)
  }
  return place
}
