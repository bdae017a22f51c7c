import { isPlainObject } from '@crochet/hooks'
import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'
import type { OperationArgs } from '../hooks/payloads.ts'
import { readSelect } from './select.ts'

const defaultDepth = 1
const deepest = 5

/** How many levels of relationships are answered as documents; below them are ids. @throws QueryError `DEPTH_RANGE` */
export function readDepth(depth: unknown): number {
  if (depth === undefined) return defaultDepth
  const number = typeof depth === 'string' && /^\d$/.test(depth) ? Number(depth) : depth
  if (Number.isInteger(number) && Number(number) >= 0 && Number(number) <= deepest) return Number(number)
  throw new QueryError('DEPTH_RANGE', `\`depth\` must be a whole number from 0 to ${deepest}.`)
}

/** Checks the fields that are asked for by collection: `{ users: { name: true } }`. @throws QueryError `POPULATE_SHAPE`, `SELECT_SHAPE` */
function checkPopulate(populate: unknown, collections: ReadonlyMap<string, Entity>): void {
  if (populate === undefined) return
  if (!isPlainObject(populate)) throw new QueryError('POPULATE_SHAPE', '`populate` takes an object of collections.')
  for (const [slug, select] of Object.entries(populate)) {
    const entity = collections.get(slug)
    if (entity === undefined) throw new QueryError('POPULATE_SHAPE', `There is no collection "${slug}" to populate.`)
    readSelect(entity, select)
  }
}

/**
 * Checks what is asked of an answer before anything runs: what is wrong with it would otherwise come out once the document is written.
 *
 * @throws QueryError `DEPTH_RANGE`, `POPULATE_SHAPE`, `SELECT_SHAPE`, `JOINS_SHAPE`
 */
export function checkAnswer(
  { depth, populate, joins }: Pick<OperationArgs, 'depth' | 'populate' | 'joins'>,
  entity: Entity,
  collections: ReadonlyMap<string, Entity>,
): void {
  readDepth(depth)
  checkPopulate(populate, collections)
  checkJoins(entity, joins)
}

const joinKeys = ['where', 'sort', 'limit', 'page', 'count']

/** Checks what is asked of join fields: `{ posts: { limit: 5 } }`. @throws QueryError `JOINS_SHAPE` */
function checkJoins({ name, joins: fields }: Entity, joins: unknown): void {
  if (joins === undefined || joins === false) return
  if (!isPlainObject(joins)) throw new QueryError('JOINS_SHAPE', '`joins` takes an object of join fields, or false.')
  for (const [field, asked] of Object.entries(joins)) {
    if (!fields.some((join) => join.name === field))
      throw new QueryError('JOINS_SHAPE', `"${name}" has no join field \`${field}\`.`, field)
    const isKnown =
      isPlainObject(asked) &&
      Object.keys(asked).every((key) => joinKeys.includes(key)) &&
      [undefined, true, false, 'true', 'false'].includes(asked['count'] as string)
    if (asked !== false && !isKnown)
      throw new QueryError('JOINS_SHAPE', `\`joins.${field}\` takes { ${joinKeys.join(', ')} }, or false.`, field)
  }
}
