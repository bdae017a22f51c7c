import type { FieldPath, ValueKind } from './field-path.ts'
import type { Place } from './place.ts'

/** What one reading of a path leads to. */
export type Found = Omit<FieldPath, 'path'>

/** Values of one kind at a place, at most one for each way to it. */
export function found(kind: ValueKind, { spot, hops, passed: fields }: Place): Found {
  const ways = [{ hops, end: spot ?? { column: '', path: [], inJson: true } }]
  return { kind, many: false, ways, presence: ways, fields }
}
