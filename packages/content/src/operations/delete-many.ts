import type { Id } from '@crochet/storage'
import type { Core } from '../core.ts'
import { bulk, type Bulk } from './bulk.ts'
import { deleteDocument } from './delete.ts'
import type { Request } from './run.ts'
import { deleteTogether } from './delete-together.ts'
import { runBulk } from './run-bulk.ts'

/** Deletes the documents that match. As with one of them, the caller gets ids only. */
export function deleteMany(core: Core, request: Request): Promise<Bulk<{ id: Id }>> {
  return runBulk(core, request, (run) =>
    bulk(run, {
      together: deleteTogether,
      async each(one) {
        await deleteDocument(one)
        return { id: one.id }
      },
      populate: async (_run, docs) => docs,
      present: async (_run, doc) => doc,
    }),
  )
}
