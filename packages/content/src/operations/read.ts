import type { Query, Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import { checkQueryAccess } from '../access/field-access.ts'
import type { ReadQuery } from '../hooks/payloads.ts'
import { toStorageSort } from '../query/sort.ts'
import { readPaging } from '../query/page.ts'
import { readSelect } from '../query/select.ts'
import { toStorageWhere } from '../query/where.ts'
import type { Doc } from '../untyped.ts'
import { afterFetch, afterOperation, afterRead, beforeOperation, beforeRead } from './call-hooks.ts'
import type { Run } from './run.ts'
import { fieldsAfterRead } from './run-field-hooks.ts'

/** What reads differ in. */
export interface Reading<Result extends object> {
  /** Whether `beforeRead` answers with a list. */
  readonly list: boolean
  /** What the caller asks for, where it is not what the arguments say as they are. */
  query?(args: Run['args']): ReadQuery
  /** Asks the database. */
  fetch(run: Run, query: ReadQuery, allowed: StorageWhere | undefined): Promise<Fetched<Result>>
  /** What a handler of `beforeRead` has answered. */
  answered(docs: Doc[], run: Run): Fetched<Result>
  /** Leaves out of the result what the caller may not see. */
  present(run: Run, result: Result): Promise<Result>
}

/** Documents on their way, and what the caller gets once they have passed the hooks. */
export interface Fetched<Result> {
  readonly docs: Doc[]
  result(docs: Doc[]): Result
}

/** The one pipeline of find, find by id, distinct values, find of a global and count (spec: hooks.md, "Read"). */
export async function read<Result extends object>(run: Run, reading: Reading<Result>): Promise<Result> {
  await beforeOperation(run)
  const allowed = await checkAccess(run, 'read')
  const { where, sort, limit, page, select } = run.args
  const query = reading.query?.(run.args) ?? { where, sort, limit, page, select }
  await checkQueryAccess(run, query)
  const answer = await beforeRead(run, query, reading.list)
  run.args = { ...run.args, select: query.select }
  const fetched = answer === undefined ? await reading.fetch(run, query, allowed) : reading.answered(answer, run)
  const docs: Doc[] = []
  for (const stored of fetched.docs) {
    let doc = answer === undefined ? await afterFetch(run, stored) : stored
    await fieldsAfterRead(run, doc)
    doc = await afterRead(run, doc)
    docs.push(doc)
  }
  return reading.present(run, await afterOperation(run, fetched.result(docs)))
}

/** A query of hooks and callers as one for the database; the rule's condition is ANDed and cannot be taken out again. */
export function toStorageQuery(
  run: Run,
  query: ReadQuery,
  allowed: StorageWhere | undefined,
): Required<Omit<Query, 'select'>> {
  const { entity } = run
  const { limit, page } = readPaging(query)
  readSelect(entity, query.select)
  return {
    where: toAllowedWhere(run, query, allowed),
    sort: toStorageSort(entity, query.sort ?? entity.defaultSort),
    limit,
    offset: (page - 1) * limit,
  }
}

export function toAllowedWhere(run: Run, query: ReadQuery, allowed: StorageWhere | undefined): StorageWhere {
  const asked = query.where === undefined ? [] : [toStorageWhere(run.entity, query.where)]
  return { and: [...asked, ...(allowed === undefined ? [] : [allowed])] }
}
