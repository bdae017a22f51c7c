import type { Sort, Value } from '@crochet/storage'
import { QueryError } from '../errors.ts'
import { singleWay, typeOf, type FieldPath, type Spot, type Way } from './field-path.ts'
import { resolvePath, type Asking } from './resolve-path.ts'
import { shown } from './shown.ts'

const mostFields = 10
const longest = 5000

/** A field to sort by. */
export interface AskedSort {
  readonly path: string
  readonly direction: 'asc' | 'desc'
}

/** Reads `'title,-createdAt'`, or a list of the same; a `-` sorts in descending order. @throws QueryError `SORT_FIELD` */
export function parseSort(sort: unknown): AskedSort[] {
  const names: unknown = typeof sort === 'string' && sort.length <= longest ? sort.split(',') : sort
  if (!Array.isArray(names) || names.length > mostFields) {
    throw new QueryError('SORT_FIELD', `\`sort\` takes field names, at most ${mostFields}.`, 'sort')
  }
  return names.map((name: unknown) => {
    if (typeof name !== 'string') throw new QueryError('SORT_FIELD', '`sort` takes field names.', 'sort')
    const trimmed = name.length <= longest ? name.trim() : name
    return { path: trimmed.replace(/^-/, ''), direction: trimmed.startsWith('-') ? 'desc' : 'asc' }
  })
}

/**
 * The same for the storage, which goes on by `id`, so that there is one order and pages neither repeat nor miss a document.
 *
 * @throws QueryError `SORT_FIELD`, `WHERE_FIELD`, `WHERE_NESTED`, `WHERE_LIMIT`
 */
export function toStorageSort(asking: Asking, sort: unknown): Sort[] {
  return parseSort(sort).flatMap(({ path, direction }) => {
    const field = resolvePath(asking, path)
    const way = singleValue(field)
    return sortKeys(field, way.end).map((key) => ({ ...key, ...throughOf(way), direction }))
  })
}

/**
 * The way to the value of a field that has one at most.
 *
 * @throws QueryError `WHERE_NESTED` for lists, fields of rows, and what cannot be compared
 */
export function singleValue(field: FieldPath): Way {
  const way = singleWay(field)
  const isComparable =
    field.kind !== 'point' && field.kind !== 'pair' && field.kind !== 'presence' && field.kind !== 'mixed'
  if (way !== undefined && isComparable) return way
  const path = shown(field.path)
  throw new QueryError('WHERE_NESTED', `\`${path}\` has no single value to sort by or to list.`, path)
}

/** In `json` fields, all numbers together and all texts together: none, `false`, `true`, texts, numbers. */
function sortKeys(field: FieldPath, end: Spot): Value[] {
  if (field.kind !== 'json') return [toStorageValue(field, end)]
  return (['number', 'text', 'boolean'] as const).map((as) => ({ ...toStorageValue(field, end), as }))
}

/** A single value for the storage; that of a `json` field as JSON. */
export function toStorageValue({ kind }: FieldPath, { column, path, inJson }: Spot): Value {
  if (!inJson) return { column }
  return { column, path: [...path], ...typeOf(kind) }
}

/** The references to follow first. */
function throughOf({ hops }: Way): Pick<Sort, 'through'> {
  if (hops.length === 0) return {}
  return { through: hops.flatMap((hop) => (hop.into === 'rows' ? [{ column: hop.at.column, table: hop.table }] : [])) }
}
