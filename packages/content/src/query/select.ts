import { isPlainObject } from '@crochet/hooks'
import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'
import type { Doc } from '../untyped.ts'

/** The keys to answer with, `id` among them; `undefined` for all. @throws QueryError `SELECT_SHAPE` */
export function readSelect(entity: Entity, select: unknown): ReadonlySet<string> | undefined {
  if (select === undefined) return undefined
  if (!isPlainObject(select)) throw new QueryError('SELECT_SHAPE', '`select` takes an object of fields.')
  const keys = new Set(['id'])
  for (const [field, wanted] of Object.entries(select)) {
    if (!entity.columns.has(field))
      throw new QueryError('SELECT_SHAPE', `"${entity.name}" has no field \`${field}\`.`, field)
    if (wanted === true || wanted === 'true') keys.add(field)
    else if (wanted !== false && wanted !== 'false') {
      throw new QueryError('SELECT_SHAPE', `\`select\` takes { ${field}: true }.`, field)
    }
  }
  return keys
}

export function pick(doc: Doc, keys: ReadonlySet<string> | undefined): Doc {
  return keys === undefined ? doc : Object.fromEntries(Object.entries(doc).filter(([key]) => keys.has(key)))
}
