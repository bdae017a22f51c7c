import type { Core } from '../core.ts'
import { QueryError } from '../errors.ts'
import type { OperationArgs, ReadQuery } from '../hooks/payloads.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readPaging, toPaging, type DistinctPage } from '../query/page.ts'
import { toStorageSort } from '../query/sort.ts'
import type { Doc } from '../untyped.ts'
import { distinctValues } from './distinct-values.ts'
import { read } from './read.ts'
import type { Reading } from './read-documents.ts'
import { fieldsAfterRead } from './run-field-hooks.ts'
import { runRead, type Request, type Run } from './run.ts'

/**
 * There are no documents on their way here, so the hooks of documents do not run; but the values of a field pass its own
 * `afterRead`, or what is masked there would leave this way.
 */
const reading: Reading<DistinctPage> = {
  list: true,
  query: ({ field, where, sort, limit, page }) => ({ where, limit, page, sort: byField({ field, sort }) }),
  async fetch(run, query, allowed) {
    const { limit, page } = readPaging(query)
    const [by] = toStorageSort(run.entity, byField({ field: run.args.field, sort: query.sort }))
    if (by === undefined) throw new QueryError('SORT_FIELD', 'There is no field to sort by.')
    const all = await distinctValues(run, toAllowedWhere(run, query, allowed), by)
    const start = (page - 1) * limit
    const values: Doc[] = []
    for (const value of all.slice(start, start + limit)) values.push(await afterReadOf(run, by.column, value))
    return { docs: [], result: () => ({ values, ...toPaging(all.length, { limit, page }) }) }
  },
  answered: (answer, { args: { field = '' } }) => ({
    docs: answer,
    result(docs) {
      const values = [...new Set(docs.map((doc): unknown => doc[field] ?? null))].map((value) => ({ [field]: value }))
      return { values, ...toPaging(values.length, { limit: Math.max(values.length, 1), page: 1 }) }
    },
  }),
  present: async (_run, result) => result,
}

/** The values that a field has in the documents that match, each once. */
export function findDistinct(core: Core, request: Request): Promise<DistinctPage> {
  return runRead(core, request, (run) => read(run, reading))
}

/** The field, as what is sorted by: so it is checked as in every other query. */
function byField({ field, sort = field }: Pick<OperationArgs, 'field'> & Pick<ReadQuery, 'sort'>): string {
  if (typeof field !== 'string') throw new QueryError('WHERE_FIELD', 'Name the `field` whose values you want.')
  if (sort === field || sort === `-${field}`) return sort
  throw new QueryError('SORT_FIELD', `Values of \`${field}\` are sorted by "${field}" or "-${field}".`, field)
}

async function afterReadOf(run: Run, name: string, value: unknown): Promise<Doc> {
  const doc: Doc = { [name]: value }
  const fields = run.entity.fields.filter((field) => field.name === name)
  await fieldsAfterRead(run, doc, fields)
  return doc
}
