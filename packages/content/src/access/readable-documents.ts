import type { Id, Where as StorageWhere } from '@crochet/storage'
import { Forbidden } from '../errors.ts'
import type { Run } from '../operations/run.ts'
import { checkAccess } from './check-access.ts'

/**
 * Which documents of a collection the caller of an operation may read, whatever the operation itself is about.
 *
 * @param slug of any collection
 * @param id of the document that it is about, which rules are told; `undefined` for all
 * @returns none, all, or those that a condition matches
 * @throws ContentError `ACCESS_FAILED`
 */
export async function readableDocuments(run: Run, slug: string, id?: Id): Promise<'none' | 'all' | StorageWhere> {
  const entity = run.core.collections.get(slug)
  if (entity === undefined) return 'none'
  try {
    return (await checkAccess({ ...run, entity, args: { id } }, 'read')) ?? 'all'
  } catch (error) {
    if (error instanceof Forbidden) return 'none'
    throw error
  }
}
