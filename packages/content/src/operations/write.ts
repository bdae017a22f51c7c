import type { Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import { readSelect } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import { answer } from './answer.ts'
import {
  afterChange,
  afterRead,
  afterValidate,
  beforeChange,
  beforeOperation,
  beforeValidate,
  offloadAfterCommit,
} from './call-hooks.ts'
import { checkExpected } from './check-expected.ts'
import { checkShapes } from './check-shapes.ts'
import { derive } from './derive.ts'
import type { WriteRun } from './run.ts'
import { fieldsAfterChange, fieldsAfterRead, fieldsBefore } from './run-field-hooks.ts'
import { seal } from './secrets.ts'
import { settleID } from './settle-id.ts'
import { store } from './store.ts'
import { takeData } from './take-data.ts'
import { validate } from './validate.ts'

/** Finds what the write starts from: sets `run.id`, and `run.stored` where something is stored. */
export type Load = (run: WriteRun, allowed: StorageWhere | undefined) => Promise<void>

/**
 * The one pipeline of create, update and update of a global (spec: hooks.md, "Order of one write"). Commit, `afterCommit` and
 * `afterRollback` follow in `runWrite`.
 */
export async function write(run: WriteRun, load: Load): Promise<Doc> {
  await beforeOperation(run)
  const allowed = await checkAccess(run, run.operation === 'create' ? 'create' : 'update')
  readSelect(run.entity, run.args.select)
  await load(run, allowed)
  checkExpected(run)
  await writeDocument(run)
  return answer(run)
}

/** What happens to each document that is written, whatever operation it is written by. */
export async function writeDocument(run: WriteRun, data: unknown = run.args.data): Promise<void> {
  await takeData(run, data === undefined ? {} : data)
  await fieldsBefore(run, 'beforeValidate')
  await beforeValidate(run)
  derive(run)
  await validate(run)
  await afterValidate(run)
  await beforeChange(run)
  await fieldsBefore(run, 'beforeChange')
  checkShapes(run)
  settleID(run)
  await seal(run)
  await store(run)
  await fieldsAfterRead(run, run.doc)
  run.doc = await afterRead(run, run.doc)
  await fieldsAfterChange(run)
  await afterChange(run)
  await offloadAfterCommit(run)
}
