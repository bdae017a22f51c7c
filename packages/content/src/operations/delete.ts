import type { Id } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import type { Core } from '../core.ts'
import { afterDelete, afterOperation, beforeDelete, beforeOperation, offloadAfterCommit } from './call-hooks.ts'
import { checkExpected } from './check-expected.ts'
import { loadStored } from './load.ts'
import type { Request, WriteRun } from './run.ts'
import { runWrite } from './run-write.ts'
import { remove } from './remove.ts'

/**
 * Deletes a document (spec: hooks.md, "Delete"). Hooks get it as stored. It never runs through `afterRead`, so the caller gets
 * its id only: a field that is masked there must not leave this way.
 */
export function deleteByID(core: Core, request: Request): Promise<{ id: Id }> {
  return runWrite(core, request, async (run) => {
    await beforeOperation(run)
    const allowed = await checkAccess(run, 'delete')
    await loadStored(run, allowed)
    checkExpected(run)
    await deleteDocument(run)
    return afterOperation(run, { id: run.id })
  })
}

/** What happens to each document that is deleted, whatever operation it is deleted by. */
export async function deleteDocument(run: WriteRun): Promise<void> {
  run.doc = run.originalDoc ?? {}
  await beforeDelete(run)
  await remove(run)
  await afterDelete(run)
  await offloadAfterCommit(run)
}
