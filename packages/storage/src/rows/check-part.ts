import { StorageError } from '../errors.ts'
import type { Query } from '../ports/query.ts'

/** Which of the rows that are found come back. */
export interface CheckedPart {
  limit: number | undefined
  offset: number
}

/** @throws `QUERY_SHAPE` */
export function checkPart({ limit, offset }: Pick<Query, 'limit' | 'offset'>): CheckedPart {
  return {
    limit: limit === undefined ? undefined : whole('limit', limit),
    offset: offset === undefined ? 0 : whole('offset', offset),
  }
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new StorageError('QUERY_SHAPE', { problem: `${name} is ${String(value)}` })
}
