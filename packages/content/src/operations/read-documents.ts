import type { Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import { checkQueryAccess } from '../access/query-access.ts'
import { Forbidden } from '../errors.ts'
import type { ReadQuery } from '../hooks/payloads.ts'
import { toQueryError } from '../query/as-query-errors.ts'
import type { Doc } from '../untyped.ts'
import { afterFetch, afterRead, beforeOperation, beforeRead } from './call-hooks.ts'
import { handlesReads } from './handled.ts'
import type { Run } from './run.ts'
import { dropSecretsOf, fieldsAfterRead } from './run-field-hooks.ts'

/** What reads differ in. */
export interface Reading<Result extends object> {
  /** Whether `beforeRead` answers with a list. */
  readonly list: boolean
  /** Whether the answer has documents in which relationships can be populated. */
  readonly populated?: true
  /** What the caller asks for, where it is not what the arguments say as they are. */
  query?(args: Run['args']): ReadQuery
  /** Which of them the caller may read. Default: what the `read` rule says. */
  allowed?(run: Run): Promise<StorageWhere | undefined>
  /** What there is for somebody who may not read anything. Default: the error of the rule. */
  refused?(): Fetched<Result>
  /** Asks the database. */
  fetch(run: Run, query: ReadQuery, allowed: StorageWhere | undefined): Promise<Fetched<Result>>
  /** Takes what was fetched past the handlers of documents and fields. Default: each as a document of `run.entity`. */
  pass?(run: Run, docs: Doc[], fromDatabase: boolean): Promise<Doc[]>
  /** What a handler of `beforeRead` has answered. */
  answered(docs: Doc[], run: Run): Fetched<Result>
  /** Leaves out of the result what the caller may not see. */
  present(run: Run, result: Result): Result | Promise<Result>
}

/** Documents on their way, and what the caller gets once they have passed the hooks. */
export interface Fetched<Result> {
  readonly docs: Doc[]
  result(docs: Doc[]): Result
}

/**
 * The part of a read up to the documents' own hooks. What nobody has asked for is not begun, either: most reads are short, and promises
 * are what they would spend their time on. The hooks see ids in relationships, however deep the caller wants to read.
 */
export async function readDocuments<Result extends object>(
  run: Run,
  reading: Reading<Result>,
): Promise<Fetched<Result>> {
  const { points } = run.entity
  if (points.beforeOperation.used) await beforeOperation(run)
  let allowed: StorageWhere | undefined
  try {
    if (run.enforce) allowed = await (reading.allowed?.(run) ?? checkAccess(run, 'read'))
  } catch (error) {
    if (error instanceof Forbidden && reading.refused !== undefined) return reading.refused()
    throw error
  }
  const { where, sort, limit, page, pagination, select } = run.args
  const query = reading.query?.(run.args) ?? { where, sort, limit, page, pagination, select }
  const checking = checkQueryAccess(run, query)
  if (checking !== undefined) await checking
  const answer = points.beforeRead.used ? await beforeRead(run, query, reading.list) : undefined
  run.args = { ...run.args, select: query.select }
  const fetched = answer === undefined ? await fetch(run, reading, { query, allowed }) : reading.answered(answer, run)
  const pass = reading.pass ?? (handlesReads(run.entity) ? passHandlers : undefined)
  if (pass !== undefined) return { docs: await pass(run, fetched.docs, answer === undefined), result: fetched.result }
  if (run.entity.steps.secret.length > 0) for (const doc of fetched.docs) dropSecretsOf(run, doc)
  return fetched
}

async function fetch<Result extends object>(
  run: Run,
  reading: Reading<Result>,
  { query, allowed }: { query: ReadQuery; allowed: StorageWhere | undefined },
): Promise<Fetched<Result>> {
  try {
    return await reading.fetch(run, query, allowed)
  } catch (error) {
    throw toQueryError(error)
  }
}

/** Takes documents past the handlers of documents and fields, one after the other. */
export async function passHandlers(run: Run, fetched: Doc[], fromDatabase: boolean): Promise<Doc[]> {
  const docs: Doc[] = []
  for (const stored of fetched) {
    let doc = fromDatabase ? await afterFetch(run, stored) : stored
    await fieldsAfterRead(run, doc)
    doc = await afterRead(run, doc)
    docs.push(doc)
  }
  return docs
}
