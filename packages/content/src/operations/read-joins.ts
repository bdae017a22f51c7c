import type { Id, ListQuery, Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import { isReadable } from '../access/field-access.ts'
import { checkQueryAccess } from '../access/query-access.ts'
import type { Entity, Field } from '../config/compile.ts'
import type { JoinField } from '../config/field-config.ts'
import { isIdOf } from '../config/own-id.ts'
import { Forbidden } from '../errors.ts'
import type { JoinArgs } from '../hooks/payloads.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { readPaging } from '../query/page.ts'
import { toStorageSort } from '../query/sort.ts'
import type { Doc } from '../untyped.ts'
import { insideOf } from './inside-of.ts'
import type { Run } from './run.ts'

/** What a join field answers. */
export interface Joined {
  /** Ids, or documents as deep as `depth` says. */
  docs: unknown[]
  /** Whether there are more after these. */
  hasNextPage: boolean
  /** How many there are, when asked. */
  totalDocs?: number
}

/**
 * Puts the ids of the documents that refer to each of `docs` into its join fields, in place: one query for all fields and documents.
 * Those that the caller may not read are not among them.
 *
 * @param wanted whether the caller selected a join field
 * @throws QueryError for a `where`, `sort` or `limit` of the caller that cannot be used
 */
export async function readJoins(run: Run, docs: readonly Doc[], wanted: (name: string) => boolean): Promise<void> {
  const joins: Reading[] = []
  for (const join of run.entity.joins) {
    const asked = askedOf(run, join.name)
    if (asked === undefined || !wanted(join.name)) continue
    const { limit, page } = readPaging({ limit: asked.limit ?? join.defaultLimit, page: asked.page })
    const list = await listOf(run, join, { ...asked, limit, page })
    joins.push({ name: join.name, limit, list, count: isAsked(asked.count) })
  }
  const lists = joins.flatMap(listsOf)
  const found = new Map<unknown, Doc>()
  const value = docs.map((doc): Id => doc['id']).filter((id) => isIdOf(run.entity, id))
  if (lists.length > 0 && value.length > 0) {
    const where = { column: 'id', operator: 'in', value } as const
    // Their own keys, which are no columns.
    const query = { where, select: ['id'], lists: Object.fromEntries(lists) }
    for (const row of await run.reader().find(run.entity.name, query)) found.set(row['id'], row)
  }
  for (const doc of docs) {
    for (const join of joins) doc[join.name] = toJoined(found.get(doc['id']), join)
  }
}

const isAsked = (count: JoinArgs['count']): boolean => count === true || count === 'true'

/** A join field that is to be read. */
interface Reading {
  readonly name: string
  readonly limit: number
  /** `undefined` when the caller may read none. */
  readonly list: ListQuery | undefined
  readonly count: boolean
}

const totalOf = (name: string): string => `${name}/total`

function listsOf({ name, list, count }: Reading): [string, ListQuery][] {
  if (list === undefined) return []
  return [[name, list], ...(count ? [[totalOf(name), { ...list, select: 'count' }] as [string, ListQuery]] : [])]
}

function toJoined(row: Doc | undefined, { name, limit, count }: Reading): Joined {
  const rows: readonly Doc[] = row?.[name] ?? []
  const docs = rows.slice(0, limit).map(({ id, owner }): unknown => id ?? owner)
  const total = count ? { totalDocs: row?.[totalOf(name)] ?? 0 } : {}
  return { docs, hasNextPage: rows.length > limit, ...total }
}

/** What the caller says about a join field; `undefined` when it is not to be found. */
function askedOf({ args: { joins = {} } }: Run, name: string): JoinArgs | undefined {
  if (joins === false) return undefined
  const asked = Object.hasOwn(joins, name) ? joins[name] : {}
  return asked === false ? undefined : asked
}

/** @returns `undefined` when the caller may read none of them */
async function listOf(
  run: Run,
  join: JoinField,
  asked: JoinArgs & { limit: number; page: number },
): Promise<ListQuery | undefined> {
  const other = run.core.collections.get(join.collection)
  const on = other?.fields.find(({ name }) => name === join.on)
  if (other === undefined || on === undefined) return undefined
  const { where, sort = join.defaultSort ?? other.defaultSort, limit, page } = asked
  const inner = insideOf(run, other, { where, sort })
  const allowed = await checkAccess(inner, 'read').catch(asRefusal)
  if (allowed instanceof Forbidden || !(await mayFollow(inner, on))) return undefined
  if (asked.where !== undefined || asked.sort !== undefined) await checkQueryAccess(inner, { where, sort })
  const own = run.core.joinFilters.get(join)
  const conditions: StorageWhere = {
    and: [...(own === undefined ? [] : [own]), toAllowedWhere(inner, { where }, allowed)],
  }
  return listThrough(run.entity, on, {
    where: conditions,
    sort: toStorageSort(inner, sort),
    limit: limit + 1,
    offset: (page - 1) * limit,
    table: other.name,
  })
}

/** Who may not read the relationship may not read it from its other side either. Where it is hidden, the join is there to show it. */
const mayFollow = async (inner: Run, on: Field): Promise<boolean> =>
  !inner.enforce || isReadable({ ...inner, showHiddenFields: true }, on, undefined)

/** The other side of a relationship, wherever it is stored. */
function listThrough(
  { name: slug }: Entity,
  { storage }: Field,
  { where, sort, table, ...page }: Required<Pick<ListQuery, 'where' | 'sort' | 'limit' | 'offset' | 'table'>>,
): ListQuery | undefined {
  const ofHere = (column: string): StorageWhere => ({ column, operator: 'equals', value: slug })
  switch (storage.is) {
    case 'reference':
      return { table, on: { outer: 'id', inner: storage.column }, select: ['id'], where, sort, ...page }
    case 'polymorphic': {
      const and = [ofHere(storage.relation), where]
      return { table, on: { outer: 'id', inner: storage.column }, select: ['id'], where: { and }, sort, ...page }
    }
    case 'joined': {
      const some = { table, on: { outer: 'owner', inner: 'id' } }
      const once: StorageWhere = { column: 'again', operator: 'exists', value: false }
      const and = [once, ...(storage.polymorphic ? [ofHere('relationTo')] : []), { some, where }]
      const hop = { column: 'owner', table }
      const through = sort.map((key) => ({ ...key, through: [hop, ...(key.through ?? [])] }))
      return {
        table: storage.table,
        on: { outer: 'id', inner: 'value' },
        select: ['owner'],
        where: { and },
        sort: through,
        ...page,
      }
    }
    case 'column':
    case 'nowhere':
      return undefined
  }
}

function asRefusal(error: unknown): Forbidden {
  if (error instanceof Forbidden) return error
  throw error
}
