/** Milliseconds before attempt `attempt` (1 is the first repetition): doubling from `first` up to `longest`. */
export function backoff(attempt: number, { first, longest }: { first: number; longest: number }): number {
  return Math.min(longest, first * 2 ** Math.min(attempt - 1, 30))
}
