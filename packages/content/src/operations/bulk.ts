import { rootCause } from '@crochet/hooks'
import { StorageError, type Id, type Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import { checkQueryAccess } from '../access/query-access.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { ContentError, QueryError, ValidationError } from '../errors.ts'
import { toPublicError } from '../public-error.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readMost } from '../query/page.ts'
import type { Doc } from '../untyped.ts'
import { afterOperation, beforeOperation } from './call-hooks.ts'
import { refuseExpected } from './check-expected.ts'
import { inBatches } from './in-batches.ts'
import { startFrom } from './load.ts'
import type { Run, WriteRun } from './run.ts'
import { runDocument, type BulkRun } from './run-bulk.ts'
import { StaleDocument } from './stale-document.ts'
import type { Wanted } from './together.ts'

/** What a bulk write answers. */
export interface BulkResult<D = Doc> {
  /** In the order of their ids. */
  docs: D[]
  /** Documents that failed. Nothing of them is stored. */
  errors: BulkError[]
}

/** Why one document was not written, in words for the caller. */
export interface BulkError {
  id: Id
  message: string
  code?: string
}

/** The result, and beside it what was thrown for each of `result.errors`. */
export interface Bulk<D> {
  readonly result: BulkResult<D>
  readonly failures: readonly unknown[]
}

/** What bulk writes differ in. */
export interface Changing<D extends Doc> {
  /** Changes all of them without looking at each. @returns `undefined` when that would not be the same */
  together(run: BulkRun, wanted: Wanted): Promise<D[] | undefined>
  /** The pipeline of one document. @returns what the caller gets of it */
  each(run: WriteRun): Promise<D>
  /** Puts documents in the place of ids. */
  populate(run: Run, docs: D[]): Promise<D[]>
  /** Leaves out of a document what the caller may not see. */
  present(run: Run, doc: D): D | Promise<D>
}

const batchSize = 100

/** Changes every document that matches: one operation around the pipeline of each (spec: content.md, "Local API"). */
export async function bulk<D extends Doc>(run: BulkRun, changing: Changing<D>): Promise<Bulk<D>> {
  await beforeOperation(run)
  const wanted = await readWanted(run)
  const { failures, ...changed } = await changeAll(run, wanted, changing)
  const populated = await changing.populate(run, changed.docs)
  const result = await afterOperation(run, { ...changed, docs: populated })
  if (!Array.isArray(result.docs)) return { result, failures }
  const docs = await Promise.all(result.docs.map((doc) => changing.present(run, doc)))
  return { result: { ...result, docs }, failures }
}

interface Asked extends Wanted {
  readonly abort: boolean
}

/** What the caller asks for, narrowed to what the rule allows. A missing `where` never means all documents. */
async function readWanted(run: BulkRun): Promise<Asked> {
  const allowed = await checkAccess(run, run.operation)
  refuseExpected(run)
  const { id, where, limit, select, onError = 'continue' } = run.args
  if (id !== undefined || where === undefined)
    throw new QueryError('WHERE_SHAPE', 'Give either an `id` or a `where`.', 'where')
  if (onError !== 'continue' && onError !== 'abort') {
    throw new QueryError('BULK_ON_ERROR', '`onError` takes "continue" or "abort".', 'onError')
  }
  await checkQueryAccess(run, { where, select })
  return { where: toAllowedWhere(run, { where }, allowed), limit: readMost(limit), abort: onError === 'abort' }
}

type Changed<D> = BulkResult<D> & Pick<Bulk<D>, 'failures'>

async function changeAll<D extends Doc>(run: BulkRun, wanted: Asked, changing: Changing<D>): Promise<Changed<D>> {
  const docs = await changing.together(run, wanted)
  return docs === undefined ? changeEach(run, wanted, changing) : { docs, errors: [], failures: [] }
}

/** The documents one after the other, each in a savepoint of the one transaction. */
async function changeEach<D extends Doc>(
  run: BulkRun,
  { where, limit, abort }: Asked,
  changing: Changing<D>,
): Promise<Changed<D>> {
  const docs: D[] = []
  const errors: BulkError[] = []
  const failures: unknown[] = []
  let left = limit
  for await (const batch of inBatches(run, where, Math.min(batchSize, limit))) {
    for (const stored of batch.slice(0, left)) {
      left--
      try {
        const doc = await changeOne(run, { stored, where }, changing)
        if (doc !== undefined) docs.push(doc)
      } catch (error) {
        if (abort || concernsAll(error)) throw error
        errors.push(toBulkError(stored['id'], error))
        failures.push(error)
      }
    }
    if (left === 0) break
  }
  return { docs, errors, failures }
}

/**
 * A document that changed since it was found is found again, and its pipeline runs once more.
 *
 * @returns `undefined` for one that is gone, or no longer asked for
 */
async function changeOne<D extends Doc>(
  run: BulkRun,
  { stored, where }: { stored: Doc; where: StorageWhere },
  changing: Changing<D>,
): Promise<D | undefined> {
  const from = (start: Doc): Promise<D> =>
    runDocument(run, start['id'], (one) => {
      startFrom(one, start)
      return changing.each(one)
    })
  try {
    return await from(stored)
  } catch (error) {
    if (!(error instanceof StaleDocument)) throw error
    const same: StorageWhere = { column: 'id', operator: 'equals', value: stored['id'] }
    const [now] = await loadDocuments(run.reader(), run.entity, { where: { and: [same, where] } })
    return now === undefined ? undefined : from(now)
  }
}

/** A fault of the database, or the end of the transaction, is not about the one document. */
function concernsAll(error: unknown): boolean {
  const cause = rootCause(error)
  if (cause instanceof StorageError) return cause.status >= 500
  return cause instanceof ContentError && cause.code === 'TRANSACTION_TIMEOUT'
}

function toBulkError(id: Id, error: unknown): BulkError {
  const cause = rootCause(error)
  const [first] = toPublicError(error).errors
  const message = cause instanceof ValidationError ? cause.message : first?.message
  return { id, message: message ?? '', ...(first === undefined ? {} : { code: first.code }) }
}
