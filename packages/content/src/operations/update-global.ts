import type { Where as StorageWhere } from '@crochet/storage'
import type { Core } from '../core.ts'
import { Forbidden } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { loadIfStored } from './load.ts'
import type { Request, WriteRun } from './run.ts'
import { runWrite } from './run-write.ts'
import { write } from './write.ts'

/**
 * Changes a global: the pipeline of `write.ts`. Its one row has the slug for id. The first time there is nothing stored, so
 * default values are filled in and required fields must be sent, as on create; for hooks it is an `update` all the same.
 */
export function updateGlobal(core: Core, request: Request): Promise<Doc> {
  return runWrite(core, request, (run) => write(run, loadGlobal))
}

/** Loads what is stored of the global, if anything is. @throws Forbidden where that is not among what is allowed */
export async function loadGlobal(run: WriteRun, allowed: StorageWhere | undefined): Promise<void> {
  run.id = run.entity.slug
  await loadIfStored(run)
  if (allowed === undefined) return
  const where = { and: [{ column: 'id', operator: 'equals' as const, value: run.id }, allowed] }
  if ((await run.reader().count(run.entity.name, where)) === 0) throw new Forbidden()
}
