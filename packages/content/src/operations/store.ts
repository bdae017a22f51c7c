import { isDeepStrictEqual } from 'node:util'
import { StorageError, type Row, type Transaction } from '@crochet/storage'
import { changedPaths } from '../documents/changed-paths.ts'
import { mergeFields } from '../documents/merge.ts'
import { toDoc } from '../documents/row.ts'
import { Conflict, ContentError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import type { Run, WriteRun } from './run.ts'
import { StaleDocument } from './stale-document.ts'

/**
 * Writes the document: a new row, or the columns that were sent. Here the transaction is opened, and what is stored is
 * compared with what the pipeline started from.
 *
 * @throws StaleDocument; Conflict `VALUE_TAKEN`; ContentError `DATA_FROM_HOOKS`
 */
export async function store(run: WriteRun): Promise<void> {
  const { entity, stored, data, id } = run
  warnOfUnknownKeys(run)
  const fields = mergeFields(entity.fields, stored, data)
  const now = run.core.now().toISOString()
  const updatedAt = entity.timestamps ? { updatedAt: now } : {}
  const created: Row = { id, ...fields, ...(entity.timestamps ? { createdAt: now } : {}), ...updatedAt }
  const sent = Object.fromEntries(Object.entries(fields).filter(([name]) => data[name] !== undefined))

  const written = await run.scope.write(async (transaction) => {
    await checkUnchanged(run, transaction)
    if (stored === undefined) await asErrorsOf(run, () => transaction.insert(entity.name, created))
    else await asErrorsOf(run, () => transaction.update(entity.name, id, { ...sent, ...updatedAt } as Row))
    return transaction.findByID(entity.name, id)
  })
  run.doc = toDoc(entity, written ?? created)
  run.changed = changedPaths(entity.fields, stored, run.doc)
}

/** Deletes the loaded document. @throws StaleDocument */
export async function remove(run: WriteRun): Promise<void> {
  await run.scope.write(async (transaction) => {
    await checkUnchanged(run, transaction)
    await transaction.delete(run.entity.name, run.id)
  })
  run.changed = new Set(run.entity.fieldNames)
}

/** The document may have changed since it was loaded: then everything that was worked out from it is worth nothing. */
async function checkUnchanged({ entity, id, stored }: WriteRun, transaction: Transaction): Promise<void> {
  const row = await transaction.findByID(entity.name, id)
  const now: Doc | undefined = row === undefined ? undefined : toDoc(entity, row)
  if (!isDeepStrictEqual(now, stored)) throw new StaleDocument(`${entity.name}/${id}`)
}

async function asErrorsOf<T>(run: Run, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    const path = error.column
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
