/**
 * The known name closest to a misspelt one, for "did you mean".
 *
 * @returns `undefined` when none is close (more than a third of the letters differ)
 */
function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.floor(name.length / 3) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const edits = distance(name.toLowerCase(), candidate.toLowerCase())
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}

/** `; did you mean "x"?` or nothing, to append to a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const best = nearest(name, known)
  return best === undefined ? '' : `; did you mean "${best}"?`
}

/** Levenshtein distance: the number of letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
