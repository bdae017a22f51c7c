import type { Sort } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'
import { queryableColumn } from './where.ts'

const mostFields = 10

/** `'title,-createdAt'` or a list of the same, as columns; a `-` sorts in descending order. @throws QueryError `SORT_FIELD` */
export function toStorageSort(entity: Entity, sort: unknown): Sort[] {
  const names: unknown = typeof sort === 'string' ? sort.split(',') : sort
  if (!Array.isArray(names) || names.length > mostFields) {
    throw new QueryError('SORT_FIELD', `\`sort\` takes field names, at most ${mostFields}.`)
  }
  return names.map((name: unknown) => {
    if (typeof name !== 'string') throw new QueryError('SORT_FIELD', '`sort` takes field names.')
    const column = name.trim().replace(/^-/, '')
    queryableColumn(entity, column)
    return { column, direction: name.trim().startsWith('-') ? 'desc' : 'asc' }
  })
}
