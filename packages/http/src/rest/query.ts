import type { Select, Where } from '@crochet/content'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import type { QueryTree } from './query-string.ts'

/** Parameters as the Local API takes them. Values are still text: the content engine knows their types, and checks them. */
export interface RestQuery {
  where?: Where
  sort?: string | string[]
  limit?: string
  page?: string
  pagination?: string
  select?: Select
  depth?: string
  populate?: Record<string, Select>
}

export type QueryName = keyof RestQuery

/**
 * Picks the parameters that a route takes.
 *
 * @param allowed names the route takes
 * @throws HttpError `HTTP_QUERY_UNKNOWN` for any other name, `HTTP_QUERY_SHAPE` and `HTTP_QUERY_LIMIT` for a `depth` that cannot be used
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
  return given
}

/** The server's own limit, which may be below that of the content engine. */
function checkDepth(depth: unknown, most: number): void {
  if (typeof depth !== 'string' || !/^\d{1,9}$/.test(depth)) {
    throw new HttpError('HTTP_QUERY_SHAPE', '"depth" must be a whole number.', { path: 'depth' })
  }
  if (Number(depth) > most) {
    throw new HttpError('HTTP_QUERY_LIMIT', `"depth" is ${depth}; the limit \`depth\` is ${most}.`, {
      path: 'depth',
      data: { limit: most },
    })
  }
}
