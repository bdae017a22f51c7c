import type { JsonValue, Value } from '@crochet/storage'
import type { Field } from '../config/compile.ts'
import type { Core } from '../core.ts'
import { QueryError } from '../errors.ts'
import type { OperationArgs, ReadQuery } from '../hooks/payloads.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readPaging, toPaging, type DistinctPage } from '../query/page.ts'
import { resolvePath } from '../query/resolve-path.ts'
import { shown } from '../query/shown.ts'
import { parseSort, singleValue, toStorageValue } from '../query/sort.ts'
import type { Doc } from '../untyped.ts'
import { read } from './read.ts'
import type { Reading } from './read-documents.ts'
import { fieldsAfterRead } from './run-field-hooks.ts'
import { runRead, type Request, type Run } from './run.ts'

/**
 * There are no documents on their way here, so the hooks of documents do not run; but the values of a field pass its own
 * `afterRead`, and those of the groups around it, or what is masked there would leave this way.
 */
const reading: Reading<DistinctPage> = {
  list: true,
  query: ({ field, where, sort, limit, page }) => ({ where, limit, page, sort: byField({ field, sort }) }),
  async fetch(run, query, allowed) {
    const { limit, page } = readPaging(query)
    const [by] = parseSort(byField({ field: run.args.field, sort: query.sort }))
    if (by === undefined) throw new QueryError('SORT_FIELD', 'There is no field to sort by.')
    const where = toAllowedWhere(run, query, allowed)
    const { direction, path } = by
    const all = await run.reader().distinct(run.entity.name, valueAt(run, path), { where, direction })
    const start = (page - 1) * limit
    const values: Doc[] = []
    for (const value of all.slice(start, start + limit)) values.push({ [path]: await afterReadOf(run, path, value) })
    return { docs: [], result: () => ({ values, ...toPaging(all.length, { limit, page }) }) }
  },
  answered: (answer, { args: { field = '' } }) => ({
    docs: answer,
    result(docs) {
      const values = [...new Set(docs.map((doc) => inDoc(doc, field.split('.'))))].map((value) => ({ [field]: value }))
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
  if (typeof field !== 'string' || field.includes(',')) {
    throw new QueryError('WHERE_FIELD', 'Name the one `field` whose values you want.', 'field')
  }
  if (sort === field || sort === `-${field}`) return sort
  const name = shown(field)
  throw new QueryError('SORT_FIELD', `Values of \`${name}\` are sorted by "${name}" or "-${name}".`, name)
}

function valueAt(run: Run, path: string): Value {
  const field = resolvePath(run, path)
  const { hops, end } = singleValue(field)
  if (hops.length === 0) return toStorageValue(field, end)
  throw new QueryError('WHERE_NESTED', `Ask \`${shown(path)}\` of the collection that it is of.`, shown(path))
}

/** Runs `afterRead` of the field that a path leads to, and of those around it, on a document with nothing else in it. */
async function afterReadOf(run: Run, path: string, value: JsonValue): Promise<unknown> {
  const keys = path.split('.')
  const doc = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Doc
  await fieldsAfterRead(run, doc, only(run.entity.fields, keys))
  return inDoc(doc, keys)
}

/** The field at the head of the keys, with nothing but the rest of them in it. */
const only = (fields: readonly Field[], [key, ...rest]: readonly string[]): Field[] =>
  fields.filter(({ name }) => name === key).map((field) => ({ ...field, fields: only(field.fields, rest) }))

function inDoc(doc: unknown, keys: readonly string[]): unknown {
  let value = doc
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as Doc)[key]
  }
  return value ?? null
}
