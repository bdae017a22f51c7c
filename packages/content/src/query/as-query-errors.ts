import { StorageError } from '@crochet/storage'
import { QueryError } from '../errors.ts'

/**
 * Asks the storage. What is within the limits of a `where` may still be more than a statement takes, together with what access
 * rules and hooks have added to it.
 *
 * @throws QueryError `WHERE_LIMIT`
 */
export async function asQueryErrors<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw toQueryError(error)
  }
}

/** @returns what the caller is told: a `QueryError` for what is too much for a statement, everything else as it is */
export function toQueryError(error: unknown): unknown {
  if (!(error instanceof StorageError) || error.code !== 'QUERY_LIMIT') return error
  return new QueryError('WHERE_LIMIT', 'All conditions together are more than the database takes.', 'where')
}
