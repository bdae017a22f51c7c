import { QueryError } from '../errors.ts'
import type { Doc } from '../untyped.ts'

const defaultLimit = 10
const highestLimit = 250

interface Paging {
  totalDocs: number
  limit: number
  page: number
  totalPages: number
  /** Number of the first document (or value) of the page, counted from 1. */
  pagingCounter: number
  hasNextPage: boolean
  hasPrevPage: boolean
  nextPage: number | null
  prevPage: number | null
}

/** One page of a find. */
export interface Page<D = Doc> extends Paging {
  docs: D[]
}

/** One page of the values that a field has. */
export interface DistinctPage extends Paging {
  /** Each as `{ [field]: value }`; documents without a value are there as one `null`. */
  values: Doc[]
  /** How many different values there are. */
  totalDocs: number
}

/** @throws QueryError `PAGE_RANGE` */
export function readPaging(query: { limit?: unknown; page?: unknown }): { limit: number; page: number } {
  return {
    limit: whole('limit', query.limit ?? defaultLimit, highestLimit),
    page: whole('page', query.page ?? 1, Math.floor(Number.MAX_SAFE_INTEGER / highestLimit)),
  }
}

/** Whether a find says how many documents match. @throws QueryError `PAGE_RANGE` */
export function isCounted({ pagination }: { pagination?: unknown }): boolean {
  if (pagination === undefined || pagination === true || pagination === 'true') return true
  if (pagination === false || pagination === 'false') return false
  throw new QueryError('PAGE_RANGE', '`pagination` must be true or false.', 'pagination')
}

/** How many documents a bulk write may touch; all of them without a `limit`. @throws QueryError `PAGE_RANGE` */
export function readMost(limit: unknown): number {
  return limit === undefined ? Number.MAX_SAFE_INTEGER : whole('limit', limit, Number.MAX_SAFE_INTEGER)
}

function whole(name: string, value: unknown, highest: number): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (Number.isSafeInteger(number) && (number as number) >= 1 && (number as number) <= highest) return number as number
  throw new QueryError('PAGE_RANGE', `\`${name}\` must be a whole number from 1 to ${highest}.`, name)
}

export function toPage(docs: Doc[], totalDocs: number, place: { limit: number; page: number }): Page {
  return { docs, ...toPaging(totalDocs, place) }
}

/** The page of a read that has all there is. */
export const onePage = (docs: Doc[]): Page => toPage(docs, docs.length, { limit: Math.max(docs.length, 1), page: 1 })

export function toPaging(totalDocs: number, { limit, page }: { limit: number; page: number }): Paging {
  const totalPages = Math.max(1, Math.ceil(totalDocs / limit))
  const hasNextPage = page < totalPages
  const hasPrevPage = page > 1
  return {
    totalDocs,
    limit,
    page,
    totalPages,
    pagingCounter: (page - 1) * limit + 1,
    hasNextPage,
    hasPrevPage,
    nextPage: hasNextPage ? page + 1 : null,
    prevPage: hasPrevPage ? page - 1 : null,
  }
}
