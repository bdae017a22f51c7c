import type { Where as StorageWhere } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import type { JoinField } from '../config/field-config.ts'
import type { Hop, PassedField, Spot } from './field-path.ts'

/** Looks up the collection that a relationship refers to. */
export type Collections = ReadonlyMap<string, Entity>

/** Which documents each join field finds. */
export type JoinFilters = ReadonlyMap<JoinField, StorageWhere>

/** What there is besides the documents that are asked for. */
export interface Surroundings {
  readonly collections: Collections
  /** `undefined` while these are worked out themselves. */
  readonly joinFilters?: JoinFilters | undefined
}

/** How far a path has been followed. */
export interface Place extends Surroundings {
  /** Whose fields come next. */
  readonly entity: Entity
  /** `undefined` at a row of its table, where the next field is the column. */
  readonly spot: Spot | undefined
  readonly hops: readonly Hop[]
  readonly passed: readonly PassedField[]
}

export const top = (entity: Entity, { collections, joinFilters }: Surroundings): Place => ({
  entity,
  spot: undefined,
  hops: [],
  passed: [],
  collections,
  joinFilters,
})

/** Goes to the value of a field. */
export function enter(field: Field, from: Place): Place {
  const passed = [...from.passed, { field, entity: from.entity }]
  if (from.spot !== undefined) return { ...into(from, field.name), passed }
  return { ...from, spot: { column: field.name, path: [], inJson: field.column === 'json' }, passed }
}

/** Goes to what an object in JSON has under a key. */
export const into = (at: Place, key: string): Place => ({ ...at, spot: below(spotOf(at), key) })

export const below = (spot: Spot, key: string): Spot => ({ ...spot, path: [...spot.path, key] })

/** Goes to each element of the list that is here. @param blockTypes only to rows of these blocks */
export const intoList = (at: Place, blockTypes?: readonly string[]): Place => ({
  ...at,
  hops: [...at.hops, { into: 'list', at: spotOf(at), ...(blockTypes === undefined ? {} : { blockTypes }) }],
  spot: { column: '', path: [], inJson: true },
})

/** Goes to the rows of a table whose column `inner` has the value that is here. */
export const intoRows = (at: Place, rows: Omit<Extract<Hop, { into: 'rows' }>, 'into' | 'at'>): Place => ({
  ...at,
  hops: [...at.hops, { into: 'rows', at: spotOf(at), ...rows }],
  spot: undefined,
})

/** Goes to a column of the row that is here. */
export const atColumn = (at: Place, column: string): Place => ({ ...at, spot: { column, path: [], inJson: false } })

const spotOf = ({ spot }: Place): Spot => spot ?? { column: '', path: [], inJson: true }
