import { isDeepStrictEqual } from 'node:util'
import { fieldOfColumn } from '../config/field-storage.ts'
import { markColumn } from '../config/is-live.ts'
import { StorageError, type Row, type Transaction } from '@crochet/storage'
import { changedPaths } from '../documents/changed-paths.ts'
import { loadDocument } from '../documents/load-documents.ts'
import { mergeFields } from '../documents/merge.ts'
import { nextTime } from '../documents/next-time.ts'
import { toRow } from '../documents/row.ts'
import { storeList } from '../documents/store-lists.ts'
import { endSessions, isCredentialChange } from '../auth/end-sessions.ts'
import { Conflict, ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { checkTargets } from './check-targets.ts'
import { checkUnchanged } from './check-unchanged.ts'
import { numberTakenValues } from './made-up-values.ts'
import type { Run, WriteRun } from './run.ts'

/**
 * Writes the document: a new row, or the columns and lists that were sent. Here the transaction is opened, what is stored is
 * compared with what the pipeline started from, and every document that it refers to is looked for.
 *
 * @throws StaleDocument; ValidationError for ids of no document; Conflict `VALUE_TAKEN`; ContentError `DATA_FROM_HOOKS`
 */
export async function store(run: WriteRun): Promise<void> {
  const { entity, stored, id } = run
  warnOfUnknownKeys(run)
  run.doc = await run.scope.write(async (transaction) => {
    // A new document can only clash with another one over its id, as over any other unique value.
    if (stored !== undefined || entity.kind === 'global') await checkUnchanged(run, transaction)
    if (run.madeUp.size > 0) await numberTakenValues(run, transaction, writingOf(run).created)
    const { fields, values, row, created } = writingOf(run)
    await checkTargets(run, values, transaction)
    if (stored === undefined) await asErrorsOf(run, undefined, () => transaction.insert(entity.name, created))
    else await asErrorsOf(run, undefined, () => transaction.update(entity.name, id, row))
    await storeLists(run, values, transaction)
    const written = (await loadDocument(transaction, entity, id)) ?? { id, ...fields }
    if (isCredentialChange(entity, stored, written)) await endSessions(transaction, entity, id)
    const { versions } = entity
    if (versions !== undefined) await run.core.versions?.keepVersion(run, { ...versions, written }, transaction)
    return written
  })
  run.changed = changedPaths(entity.fields, stored, run.doc)
}

/** What is to be written: `values` of fields, which are all of a new document and those that were sent of a stored one, and its row. */
function writingOf({ entity, core, stored, data, id, mark }: WriteRun): {
  fields: Doc
  values: Doc
  row: Row
  created: Row
} {
  const fields = mergeFields(entity.fields, stored, data)
  const values = stored === undefined ? fields : sentOf(fields, data)
  const now = nextTime(core.now(), stored?.['updatedAt'])
  const marked = mark !== undefined && entity.isLive ? { [markColumn.name]: mark } : {}
  const row: Row = { ...toRow(entity.fields, values), ...(entity.timestamps ? { updatedAt: now } : {}), ...marked }
  return { fields, values, row, created: { id, ...row, ...(entity.timestamps ? { createdAt: now } : {}) } }
}

const sentOf = (fields: Doc, data: Doc): Doc =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => data[name] !== undefined))

async function storeLists(run: WriteRun, values: Doc, transaction: Transaction): Promise<void> {
  const { entity, stored, id } = run
  for (const field of entity.joined) {
    const { name } = field
    if (!Object.hasOwn(values, name) || isDeepStrictEqual(values[name], stored?.[name])) continue
    const list = { owner: id, values: values[name], isNew: stored === undefined }
    await asErrorsOf(run, name, () => storeList(transaction, field, list))
  }
}

/** @param list the relationship whose rows are written; `undefined` for the document's own row */
async function asErrorsOf<T>(run: Run, list: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    if (error.code === 'UNIQUE') throw valueTaken(error)
    const path = list ?? error.column
    if (error.code !== 'ROW_VALUE' && error.code !== 'ROW_NOT_NULL') throw error
    const message = `What hooks left in \`${path}\` of "${run.entity.name}" cannot be stored.`
    throw new ContentError('DATA_FROM_HOOKS', message, { path, cause: error })
  }
}

/** Names every field of the index, the first as the path. */
function valueTaken(error: StorageError): Conflict {
  const { columns } = error.details
  const named: string[] = Array.isArray(columns) ? columns.map(String) : [error.column ?? 'id']
  const paths = [...new Set(named.map(fieldOfColumn))]
  const names = paths.map((path) => `\`${path}\``).join(' and ')
  const data = paths.length > 1 ? { paths } : undefined
  return new Conflict('VALUE_TAKEN', `Another document has the same ${names}.`, { path: paths[0], data, cause: error })
}

/** Callers cannot send what is no field, hooks can leave it in `data`: it is not stored, and somebody may wonder why. */
function warnOfUnknownKeys({ core, entity, data }: WriteRun): void {
  const unknown = Object.keys(data).filter((key) => !entity.fieldNames.has(key))
  if (unknown.length === 0) return
  core.log.warn(
    { collection: entity.name, keys: unknown },
    'hooks left keys in `data` that are no fields; they are not stored',
  )
}
