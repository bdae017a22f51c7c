import { checkAccess } from '../access/check-access.ts'
import { withoutUncopyable } from '../access/field-access.ts'
import type { Entity } from '../config/compile.ts'
import { isIdOf } from '../config/own-id.ts'
import type { Core } from '../core.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { NotFound } from '../errors.ts'
import { answer } from '../operations/answer.ts'
import { beforeOperation } from '../operations/call-hooks.ts'
import { checkExpected } from '../operations/check-expected.ts'
import { missingTargets } from '../operations/check-targets.ts'
import { loadStored } from '../operations/load.ts'
import { runWrite } from '../operations/run-write.ts'
import type { Request, Run, WriteRun } from '../operations/run.ts'
import { loadGlobal } from '../operations/update-global.ts'
import { writeDocument } from '../operations/write.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readSelect } from '../query/select.ts'
import type { Data, Doc } from '../untyped.ts'
import { toData } from './version-contents.ts'
import { allowedVersions } from './version-reading.ts'
import { withoutPlaces } from './without-places.ts'

/**
 * Makes a document what it was in one of its versions: the pipeline of an update, with the version as its data. `beforeOperation` and
 * `afterOperation` are told of a `restoreVersion`, all other hooks of an `update`; `context.isRestoringVersion` tells all of them.
 */
export function restoreVersion(core: Core, request: Request): Promise<Doc> {
  return runWrite(core, request, async (run) => {
    run.context['isRestoringVersion'] = true
    const asked = { ...run, about: { ...run.about, operation: 'restoreVersion' as const } }
    await beforeOperation(asked)
    const version = await loadVersion({ ...run, args: asked.args })
    run.args = { ...asked.args, id: version['parent'], data: toData(run.entity, version['version']) }
    const allowed = await checkAccess(run, 'update')
    readSelect(run.entity, run.args.select)
    await (run.entity.kind === 'global' ? loadGlobal : loadStored)(run, allowed)
    checkExpected(run)
    await writeDocument(run, await dataFor(run))
    return answer({ ...run, about: asked.about, args: asked.args })
  })
}

/** The version, if it may be read. */
async function loadVersion(asking: Run): Promise<Doc> {
  const entity = asking.entity.versions?.entity as Entity
  const run = { ...asking, entity }
  const { id } = run.args
  const allowed = await allowedVersions(run)
  if (!isIdOf(entity, id)) throw new NotFound()
  const same = { column: 'id', operator: 'equals' as const, value: id }
  const [version] = await loadDocuments(run.reader(), entity, {
    where: { and: [same, toAllowedWhere(run, {}, allowed)] },
  })
  if (version === undefined) throw new NotFound()
  return version
}

/**
 * What is to be written. Fields that the caller may not read, or not set, stay as they are; documents that have been deleted since are
 * left out of relationships, as they were in the document itself.
 */
async function dataFor(run: WriteRun): Promise<Data> {
  const data = await withoutUncopyable(run, run.args.data ?? {}, 'update')
  return withoutPlaces(run.entity.steps.relations, data, await missingTargets(run, data, run.reader()))
}
