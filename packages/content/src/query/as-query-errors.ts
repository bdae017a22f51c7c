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
    if (!(error instanceof StorageError) || error.code !== 'QUERY_LIMIT') throw error
    throw new QueryError('WHERE_LIMIT', 'All conditions together are more than the database takes.', 'where')
  }
}
