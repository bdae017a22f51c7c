/**
 * A guess at a mistyped name, to append to a message: `; did you mean "start"?`, or nothing. Two letters that changed places count as
 * one mistake.
 */
export async function didYouMean(name: string, known: Iterable<string>): Promise<string> {
  const { nearest } = await import('@crochet/hooks')
  const candidates = new Set(known)
  const near = swapped(name).find((one) => candidates.has(one)) ?? nearest(name, candidates)
  return near === undefined ? '' : `; did you mean "${near}"?`
}

const swapped = (name: string): string[] =>
  Array.from(
    { length: Math.max(0, name.length - 1) },
    (_, at) => name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
  )
