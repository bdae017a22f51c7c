import { isIdOf } from '../config/own-id.ts'
import { ContentError } from '../errors.ts'
import type { WriteRun } from './run.ts'

/**
 * Where the collection has an `id` of its own, a new document has the one that is in its data now, after the last hook; a stored
 * one keeps its id.
 *
 * @throws ContentError `DATA_FROM_HOOKS` when hooks have left something else there
 */
export function settleID(run: WriteRun): void {
  const { entity, data, stored } = run
  if (!entity.ownID) return
  const id: unknown = data['id']
  if (stored === undefined && isIdOf(entity, id)) run.id = id
  else if (stored === undefined || (id !== undefined && id !== run.id)) {
    const what = stored === undefined ? 'cannot be stored' : 'is another id; the id of a document never changes'
    throw new ContentError('DATA_FROM_HOOKS', `What hooks left in \`id\` of "${entity.name}" ${what}.`, { path: 'id' })
  }
}
