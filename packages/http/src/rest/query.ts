import type { OperationArgs, Select, Where } from '@crochet/content'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import type { QueryName } from './query-names.ts'
import type { QueryTree } from './query-string.ts'

/** Parameters as the Local API takes them. Values are still text: the content engine knows their types, and checks them. */
export interface RestQuery {
  where?: Where
  field?: string
  sort?: string | string[]
  limit?: string
  page?: string
  pagination?: string
  select?: Select
  depth?: string
  populate?: Record<string, Select>
  joins?: OperationArgs['joins']
  onError?: 'continue' | 'abort'
  locale?: string
}

/**
 * Picks the parameters that a route takes.
 *
 * @param allowed names the route takes
 * @throws HttpError `HTTP_QUERY_UNKNOWN` for any other name, `HTTP_QUERY_SHAPE` and `HTTP_QUERY_LIMIT` for a `depth` or `locale` that cannot be used
 */
export function readQuery(given: QueryTree, allowed: readonly QueryName[], limits: HttpLimits): RestQuery {
  for (const name of Object.keys(given)) {
    if (!(allowed as readonly string[]).includes(name)) {
      throw new HttpError('HTTP_QUERY_UNKNOWN', `This route takes no parameter "${name}".`, {
        path: name,
        data: { allowed },
      })
    }
  }
  if (given.depth !== undefined) checkDepth(given.depth, limits.depth)
  if (given.locale !== undefined) checkLocale(given.locale)
  return given.joins === undefined ? given : { ...given, joins: toJoins(given.joins) }
}

/** The server's own limit, which may be below that of the content engine. */
function checkDepth(depth: unknown, most: number): void {
  if (!/^\d{1,9}$/.test(typeof depth === 'number' ? String(depth) : typeof depth === 'string' ? depth : '')) {
    throw new HttpError('HTTP_QUERY_SHAPE', '"depth" must be a whole number.', { path: 'depth' })
  }
  if (Number(depth) > most) {
    throw new HttpError('HTTP_QUERY_LIMIT', `"depth" is ${String(depth)}; the limit \`depth\` is ${most}.`, {
      path: 'depth',
      data: { limit: most },
    })
  }
}

/** Language tags (RFC 5646) and names like them. @throws HttpError `HTTP_QUERY_SHAPE` */
export function checkLocale(locale: unknown): void {
  if (typeof locale === 'string' && /^[A-Za-z][\w-]{0,34}$/.test(locale)) return
  throw new HttpError('HTTP_QUERY_SHAPE', '"locale" must be a name such as "en" or "de-AT".', { path: 'locale' })
}

/** The only values that a text would not stand for: `joins=false`, `joins[posts]=false`, `joins[posts][count]=true`. */
function toJoins(joins: unknown): OperationArgs['joins'] {
  if (!isTree(joins)) return toBoolean(joins) as OperationArgs['joins']
  const entries = Object.entries(joins).map(([name, asked]) => {
    if (!isTree(asked)) return [name, toBoolean(asked)]
    return [name, Object.hasOwn(asked, 'count') ? { ...asked, count: toBoolean(asked['count']) } : asked]
  })
  return Object.fromEntries(entries) as OperationArgs['joins']
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const toBoolean = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value)

/**
 * The `where` that says which documents a write is for.
 *
 * @throws HttpError `HTTP_WHERE_MISSING`: all documents are meant only by a condition that all of them fulfil
 */
export function whereOf({ where }: RestQuery): Where {
  if (where !== undefined) return where
  throw new HttpError('HTTP_WHERE_MISSING', 'A change of many documents needs a `where`.', { path: 'where' })
}
