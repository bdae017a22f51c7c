import { ContentError } from '@crochet/content'
import { isPlainObject, rootCause } from '@crochet/hooks'

/** What `Retry-After` says for an error (RFC 9110, 10.2.3); `undefined` for errors that waiting does not help. */
export function secondsToWait(error: unknown): number | undefined {
  const cause = rootCause(error)
  if (!(cause instanceof ContentError) || !isPlainObject(cause.data)) return undefined
  const { retryAfter } = cause.data
  return typeof retryAfter === 'number' ? retryAfter : undefined
}
