import { checkAccess } from '../access/check-access.ts'
import { withoutUncopyable } from '../access/field-access.ts'
import { isIdOf } from '../config/own-id.ts'
import type { Core } from '../core.ts'
import { cleanData } from '../documents/clean-data.ts'
import { copyDocument, overlay } from '../documents/copy-document.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { newId } from '../documents/uuid.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readSelect } from '../query/select.ts'
import type { Data, Doc } from '../untyped.ts'
import { answer } from './answer.ts'
import { beforeOperation } from './call-hooks.ts'
import { makeUpCopies } from './made-up-values.ts'
import { fieldsBeforeDuplicate } from './run-field-hooks.ts'
import type { Request, WriteRun } from './run.ts'
import { dropSecrets } from './secrets.ts'
import { runWrite } from './run-write.ts'
import { writeDocument } from './write.ts'

/** Makes a document like another one: the pipeline of a create, with what is stored of the other one as its data. */
export function duplicate(core: Core, request: Request): Promise<Doc> {
  return runWrite(core, request, async (run) => {
    await beforeOperation(run)
    // A `where` speaks of stored documents, and there is none yet.
    if ((await checkAccess(run, 'create')) !== undefined) throw new Forbidden()
    readSelect(run.entity, run.args.select)
    const original = await loadOriginal(run)
    if (!run.entity.ownID) run.id = newId(core.now().getTime())
    await writeDocument(run, await dataFrom(run, original))
    return answer(run)
  })
}

/** The document as stored, if it may be read. */
async function loadOriginal(run: WriteRun): Promise<Doc> {
  const { id } = run.args
  if (!isIdOf(run.entity, id)) throw new NotFound()
  const allowed = await checkAccess(run, 'read')
  const same = { column: 'id', operator: 'equals' as const, value: id }
  const where = { and: [same, toAllowedWhere(run, {}, allowed)] }
  const [original] = await loadDocuments(run.reader(), run.entity, { where })
  if (original === undefined) throw new NotFound()
  return original
}

async function dataFrom(run: WriteRun, original: Doc): Promise<Data> {
  const { fields, changeable } = run.entity
  const { data = {} } = run.args
  const sent = cleanData(data)
  const copy = copyDocument(changeable, await withoutUncopyable(run, original, 'create'))
  // What is stored of a password would be taken for a password.
  dropSecrets(run.entity.steps.secret, { data: copy, previous: undefined, prefix: '' })
  await fieldsBeforeDuplicate(run, copy, original)
  makeUpCopies(run, copy, { original, sent })
  return overlay(fields, copy, sent)
}
