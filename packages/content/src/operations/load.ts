import type { Where as StorageWhere } from '@crochet/storage'
import { readableDocuments } from '../access/readable-documents.ts'
import { isIdOf } from '../config/own-id.ts'
import { copyPlain } from '../documents/copy-plain.ts'
import { loadDocument } from '../documents/load-documents.ts'
import { Forbidden, NotFound } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import type { WriteRun } from './run.ts'

/**
 * Loads the document that is to be changed, as stored, and checks that it is among those allowed.
 *
 * @throws NotFound, also for a document that the caller may not read either; Forbidden for one that may be read, but is not matched
 *   by the `where` of the rule
 */
export async function loadStored(run: WriteRun, allowed: StorageWhere | undefined): Promise<void> {
  const { entity } = run
  const id = run.args.id
  if (!isIdOf(entity, id)) throw new NotFound()
  run.id = id
  await loadIfStored(run)
  if (run.stored === undefined) throw new NotFound()
  if (allowed === undefined) return
  if (await isAmong(run, allowed)) return
  const readable = await readableDocuments(run, entity.slug, id)
  if (readable === 'none' || (readable !== 'all' && !(await isAmong(run, readable)))) throw new NotFound()
  throw new Forbidden()
}

async function isAmong(run: WriteRun, where: StorageWhere): Promise<boolean> {
  const both: StorageWhere = { and: [{ column: 'id', operator: 'equals', value: run.id }, where] }
  return (await run.reader().count(run.entity.name, both)) > 0
}

/** Loads the row that `run.id` names, if there is one: a global has none until it is first saved. */
export async function loadIfStored(run: WriteRun): Promise<void> {
  const stored = await loadDocument(run.reader(), run.entity, run.id)
  if (stored !== undefined) startFrom(run, stored)
}

/** Makes a document as stored what the write starts from. */
export function startFrom(run: WriteRun, stored: Doc): void {
  run.stored = stored
  run.originalDoc = copyPlain(stored)
}
