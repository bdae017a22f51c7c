import type { Entity } from '../config/compile.ts'
import { QueryError } from '../errors.ts'
import { isCleanText } from '../fields/check-text.ts'
import type { FieldPath } from './field-path.ts'
import { findWays } from './find-ways.ts'
import type { Surroundings } from './place.ts'
import { shown } from './shown.ts'

const longestPath = 500
const mostKeys = 16
const mostRemembered = 1000

const remembered = new WeakMap<Entity, Map<string, FieldPath>>()

/** Whose documents are asked for, and the collections that theirs may refer to. */
export interface Asking {
  readonly entity: Entity
  readonly core: Surroundings
}

/**
 * Looks up where a dotted path leads; worked out once for each path of a collection, and kept.
 *
 * @throws QueryError `WHERE_FIELD` when it leads nowhere, `WHERE_LIMIT` when it is too long
 */
export function resolvePath({ entity, core }: Asking, path: string): FieldPath {
  const known = remembered.get(entity) ?? new Map<string, FieldPath>()
  const before = known.get(path)
  if (before !== undefined) return before
  const resolved = resolve(entity, path, core)
  if (resolved === undefined) throw unknownField(entity, path)
  // Keys of `json` fields can be any text, so there is no end of paths.
  if (known.size >= mostRemembered) known.clear()
  remembered.set(entity, known.set(path, resolved))
  return resolved
}

/** The answer for a field that does not exist, and for one that whoever asks may not know of. */
export const unknownField = (entity: Entity, path: string): QueryError =>
  new QueryError('WHERE_FIELD', `"${entity.name}" has no field \`${shown(path)}\`.`, shown(path))

function resolve(entity: Entity, path: string, around: Surroundings): FieldPath | undefined {
  if (path.length > longestPath) throw tooLong(path)
  if (!isCleanText(path)) return undefined
  const keys = path.split('.')
  if (keys.length > mostKeys) throw tooLong(path)
  const all = findWays(entity, keys, around)
  const [first] = all
  if (first === undefined) return undefined
  const isOneKind = all.every(({ kind, many }) => kind === first.kind && many === first.many)
  return {
    path,
    kind: isOneKind ? first.kind : 'mixed',
    many: first.many,
    ...(first.ids === undefined ? {} : { ids: first.ids }),
    ways: all.flatMap(({ ways }) => ways),
    presence: all.flatMap(({ presence }) => presence),
    fields: [...new Set(all.flatMap(({ fields }) => fields))],
  }
}

const tooLong = (path: string): QueryError =>
  new QueryError('WHERE_LIMIT', `A path has at most ${longestPath} characters and ${mostKeys} parts.`, shown(path))
