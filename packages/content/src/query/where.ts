import type { Where as StorageWhere } from '@crochet/storage'
import type { Untyped } from '../untyped.ts'
import { toCondition, type Reach } from './condition.ts'
import type { WhereOperator } from './operators.ts'
import { parseWhere, type Asked } from './parse-where.ts'
import { resolvePath, type Asking } from './resolve-path.ts'

/** Conditions on one field by operator, as in `{ greater_than: 3 }`. */
export type FieldConditions = Partial<Record<WhereOperator, Untyped>>

/**
 * `{ title: { equals: 'x' }, and: [ … ], or: [ … ] }`; what stands side by side must all be true. Fields inside of others are
 * named by the way to them: `seo.title`, `items.price`.
 */
export interface Where {
  readonly and?: readonly Where[]
  readonly or?: readonly Where[]
  readonly [field: string]: FieldConditions | readonly Where[] | undefined
}

/** Who asks for what, and which documents of other collections count for that. */
export type Questioning = Asking & { readonly reach?: Reach | undefined }

/**
 * Translates a `where` for the storage.
 *
 * @throws QueryError `WHERE_SHAPE`, `WHERE_FIELD`, `WHERE_OPERATOR`, `WHERE_VALUE`, `WHERE_LIMIT`
 */
export const toStorageWhere = (asking: Questioning, where: unknown): StorageWhere => compile(asking, parseWhere(where))

function compile(asking: Questioning, asked: Asked): StorageWhere {
  if ('and' in asked) return { and: asked.and.map((part) => compile(asking, part)) }
  if ('or' in asked) return { or: asked.or.map((part) => compile(asking, part)) }
  return toCondition(resolvePath(asking, asked.path), asked, asking.reach)
}
