import { isPlainObject } from '@crochet/hooks'
import type { Id } from '@crochet/storage'
import type { FieldStep } from '../config/compile.ts'
import { toIds, type Relation } from '../config/relation.ts'
import { isId } from '../fields/field-relationship.ts'
import { levelsIn, pathOf, stepsAt, type Level } from './levels.ts'

/** An id of a document, where it stands in another one. */
export interface Place {
  /** Name of the top-level field that it is in. */
  readonly top: string
  /** As in `items.0.author`. */
  readonly path: string
  /** Slug of the collection that it is of. */
  readonly to: string
  readonly id: Id
  /** Puts something in its place. */
  put(value: unknown): void
}

/** Every id that the relationships of a level hold, those inside groups and rows included. @param top see `Place` */
export function* placesIn(steps: readonly FieldStep[], level: Level, top?: string): Generator<Place> {
  for (const step of steps) {
    const { name, relation } = step.field
    if (relation !== undefined) yield* placesOf(relation, { top: top ?? name, level, name })
    for (const inner of levelsIn(step.field, level)) yield* placesIn(stepsAt(step, inner), inner, top ?? name)
  }
}

function* placesOf(
  relation: Relation,
  { top, level, name }: { top: string; level: Level; name: string },
): Generator<Place> {
  const path = pathOf(level, name)
  const value: unknown = level.data[name]
  if (!relation.many) yield* placeAt(relation, { holder: level.data, key: name, top, path })
  else if (Array.isArray(value)) {
    for (const key of value.keys()) yield* placeAt(relation, { holder: value, key, top, path: `${path}.${key}` })
  }
}

function* placeAt(
  { polymorphic, to: [only = ''], to }: Relation,
  { holder, key, top, path }: { holder: object; key: string | number; top: string; path: string },
): Generator<Place> {
  const inside = holder as Record<string | number, unknown>
  const value = inside[key]
  if (!polymorphic && isId(value)) {
    yield { top, path, to: only, id: value, put: (other) => (inside[key] = other) }
  }
  if (!polymorphic || !isPlainObject(value)) return
  const { relationTo, value: id } = value
  if (typeof relationTo === 'string' && to.includes(relationTo) && isId(id)) {
    yield { top, path, to: relationTo, id, put: (other) => (inside[key] = { relationTo, value: other }) }
  }
}

/** Puts ids in the place of the documents that were sent in relationships. */
export function reduceToIds(steps: readonly FieldStep[], level: Level): void {
  for (const step of steps) {
    const { name, relation } = step.field
    const value: unknown = level.data[name]
    if (relation !== undefined && value !== undefined) level.data[name] = toIds(relation, value)
    for (const inner of levelsIn(step.field, level)) reduceToIds(stepsAt(step, inner), inner)
  }
}
