import type { FieldStep } from '../config/compile.ts'
import { levelsIn, stepsAt, type Level } from '../documents/levels.ts'
import type { Place } from '../documents/places.ts'
import type { Data } from '../untyped.ts'

/** Takes ids out of the relationships of a document: out of lists, and elsewhere `null` is put in their place. */
export function withoutPlaces(steps: readonly FieldStep[], data: Data, places: readonly Place[]): Data {
  if (places.length === 0) return data
  for (const place of places) place.put(null)
  closeGaps(steps, { data, previous: undefined, prefix: '' })
  return data
}

function closeGaps(steps: readonly FieldStep[], level: Level): void {
  for (const step of steps) {
    const { name, relation } = step.field
    const value: unknown = level.data[name]
    if (relation !== undefined && Array.isArray(value)) level.data[name] = value.filter((item) => !isGap(item))
    else if (relation !== undefined && isGap(value)) level.data[name] = null
    for (const inner of levelsIn(step.field, level)) closeGaps(stepsAt(step, inner), inner)
  }
}

/** Of several collections, an id says which one it is of. */
const isGap = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && 'value' in value && value.value === null)
