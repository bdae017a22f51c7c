import { describeThrown, rootCause } from '@crochet/hooks'

const longest = 4000

/** @returns What is kept of an error with the job: its code, message and stack, whatever it is. */
export function describeFailure(thrown: unknown): string {
  const root = rootCause(thrown)
  try {
    if (root instanceof Error && typeof root.stack === 'string') return codeOf(root) + root.stack.slice(0, longest)
  } catch {
    // It is as hostile as an error can be; what follows copes with that.
  }
  return describeThrown(root).slice(0, longest)
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? `${error.code} ` : ''
}
