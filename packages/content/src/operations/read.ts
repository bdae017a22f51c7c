import type { Query, Sort, Where as StorageWhere } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import type { ReadQuery } from '../hooks/payloads.ts'
import { toStorageSort } from '../query/sort.ts'
import { readPaging } from '../query/page.ts'
import { afterOperation } from './call-hooks.ts'
import { columnsToRead } from './columns-to-read.ts'
import { canPopulate, populate } from './populate.ts'
import { readDocuments, type Reading } from './read-documents.ts'
import type { Run } from './run.ts'

/** The one pipeline of find, find by id, distinct values, find of a global and count (spec: hooks.md, "Read"). */
export async function read<Result extends object>(run: Run, reading: Reading<Result>): Promise<Result> {
  const { docs, result } = await readDocuments(run, reading)
  const answered = reading.populated === true && canPopulate(run) ? await populate(run, docs) : docs
  const found = result(answered)
  return reading.present(run, run.entity.points.afterOperation.used ? await afterOperation(run, found) : found)
}

/** A query of hooks and callers as one for the database. */
export function toStorageQuery(
  run: Run,
  query: ReadQuery,
  allowed: StorageWhere | undefined,
): Required<Omit<Query, 'select' | 'lists'>> & Pick<Query, 'select'> {
  const { entity } = run
  const { limit, page } = readPaging(query)
  return {
    where: toAllowedWhere(run, query, allowed),
    sort: query.sort === undefined ? defaultSortOf(run) : toStorageSort(run, query.sort),
    limit,
    offset: (page - 1) * limit,
    ...columnsToRead(entity, query.select),
  }
}

const defaultSorts = new WeakMap<Entity, readonly Sort[]>()

/** The order of those who ask for none: it is the same for every read of a collection, so it is worked out once. */
function defaultSortOf(run: Run): Sort[] {
  const { entity } = run
  let sort = defaultSorts.get(entity)
  if (sort === undefined) defaultSorts.set(entity, (sort = toStorageSort(run, entity.defaultSort)))
  return [...sort]
}
