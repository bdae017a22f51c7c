import { isDeepStrictEqual } from 'node:util'
import { StorageError, type Row, type Transaction } from '@crochet/storage'
import { changedPaths } from '../documents/changed-paths.ts'
import { loadDocument } from '../documents/load-documents.ts'
import { mergeFields } from '../documents/merge.ts'
import { toRow } from '../documents/row.ts'
import { storeList } from '../documents/store-lists.ts'
import { Conflict, ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { checkTargets } from './check-targets.ts'
import { checkUnchanged } from './check-unchanged.ts'
import type { Run, WriteRun } from './run.ts'

/**
 * Writes the document: a new row, or the columns and lists that were sent. Here the transaction is opened, what is stored is
 * compared with what the pipeline started from, and every document that it refers to is looked for.
 *
 * @throws StaleDocument; ValidationError for ids of no document; Conflict `VALUE_TAKEN`; ContentError `DATA_FROM_HOOKS`
 */
export async function store(run: WriteRun): Promise<void> {
  const { entity, stored, data, id } = run
  warnOfUnknownKeys(run)
  const fields = mergeFields(entity.fields, stored, data)
  const values = stored === undefined ? fields : sentOf(fields, data)
  const now = run.core.now().toISOString()
  const row: Row = { ...toRow(entity.fields, values), ...(entity.timestamps ? { updatedAt: now } : {}) }
  const created: Row = { id, ...row, ...(entity.timestamps ? { createdAt: now } : {}) }

  const written = await run.scope.write(async (transaction) => {
    await checkUnchanged(run, transaction)
    await checkTargets(run, values, transaction)
    if (stored === undefined) await asErrorsOf(run, undefined, () => transaction.insert(entity.name, created))
    else await asErrorsOf(run, undefined, () => transaction.update(entity.name, id, row))
    await storeLists(run, values, transaction)
    return loadDocument(transaction, entity, id)
  })
  run.doc = written ?? { id, ...fields }
  run.changed = changedPaths(entity.fields, stored, run.doc)
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
    const path = list ?? error.column
    if (error.code === 'UNIQUE') {
      throw new Conflict('VALUE_TAKEN', `Another document has the same \`${path}\`.`, { path, cause: error })
    }
    if (error.code !== 'ROW_VALUE' && error.code !== 'ROW_NOT_NULL') throw error
    const message = `What hooks left in \`${path}\` of "${run.entity.name}" cannot be stored.`
    throw new ContentError('DATA_FROM_HOOKS', message, { path, cause: error })
  }
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
