import { nearest } from '@crochet/hooks'

/** `; did you mean "x"?` or nothing, to append to a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const best = nearest(name, known)
  return best === undefined ? '' : `; did you mean "${best}"?`
}
