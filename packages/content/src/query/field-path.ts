import type { Value, Where as StorageWhere } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import type { ValueField } from '../config/field-config.ts'
import type { IdType } from '../config/relation.ts'

/**
 * What the values at the end of a path are. `json` can be anything, `presence` is there or not and answers to nothing else,
 * `pair` is a
 * document of one of several collections (`{ relationTo, value }`), `mixed` are several kinds at once.
 */
export type ValueKind = 'text' | 'date' | 'number' | 'boolean' | 'point' | 'json' | 'pair' | 'presence' | 'mixed'

/** What each type of fields holds; of lists it is what their values are. `undefined`: nobody can ask for it, or another file says it. */
export const valueKinds: Readonly<Record<ValueField['type'], ValueKind | undefined>> = {
  text: 'text',
  textarea: 'text',
  email: 'text',
  code: 'text',
  slug: 'text',
  select: 'text',
  radio: 'text',
  date: 'date',
  number: 'number',
  checkbox: 'boolean',
  point: 'point',
  json: 'json',
  richText: 'presence',
  group: 'presence',
  array: 'presence',
  blocks: 'presence',
  password: undefined,
  // join-ways.ts, relation-ways.ts
  join: undefined,
  relationship: undefined,
}

/** Where something lies in a row, or in an element of a list, where the column is `''`. */
export interface Spot {
  readonly column: string
  /** Into its JSON. */
  readonly path: readonly string[]
  /** Whether it is in JSON, so that a type has to be said. */
  readonly inJson: boolean
}

/** From a row, or an element, to several: the elements of a list, or rows of another table. */
export type Hop =
  | {
      readonly into: 'list'
      readonly at: Spot
      /** Only rows of these blocks. */ readonly blockTypes?: readonly string[]
    }
  /** Rows whose column `inner` has the value that is here. */
  | {
      readonly into: 'rows'
      readonly at: Spot
      readonly table: string
      readonly inner: string
      /** Slug of the collection, when they are documents: then its read access counts. */
      readonly collection?: string
      /** Only rows that match. */
      readonly where?: StorageWhere
    }

/** A way from a row of the table to values. */
export interface Way {
  readonly hops: readonly Hop[]
  readonly end: Spot
  /** Where it says of which collection the document is, for a `pair`. */
  readonly relation?: Spot
}

/**
 * A dotted path as queries use it. Its values are all values that its ways lead to; `null` is no value. So a path through rows
 * has as many as there are rows, and a condition is about any of them.
 */
export interface FieldPath {
  readonly path: string
  readonly kind: ValueKind
  /** Whether it is a list of values (`hasMany`), where `contains` asks for a whole value. */
  readonly many: boolean
  readonly ways: readonly Way[]
  /** Ways that say whether there is a value at all. */
  readonly presence: readonly Way[]
  /** Every field on the way, those at the end included: all of them must be readable. */
  readonly fields: readonly PassedField[]
  /** What the ids of a relationship are. */
  readonly ids?: IdType
}

export interface PassedField {
  readonly field: Field
  /** The collection or global that it is of. */
  readonly entity: Entity
  /** Whether it counts as readable where it is only hidden. */
  readonly mayBeHidden?: true
}

/** The collections whose documents the path goes through. */
export const collectionsOn = ({ ways }: FieldPath): ReadonlySet<string> =>
  new Set(
    ways.flatMap(({ hops }) =>
      hops.flatMap((hop) => (hop.into === 'rows' && hop.collection !== undefined ? [hop.collection] : [])),
    ),
  )

/** The one way that leads to at most one value; `undefined` for paths that may have several. */
export function singleWay({ ways, presence, kind }: FieldPath): Way | undefined {
  const [way] = kind === 'json' ? presence : ways
  const isSingle = way !== undefined && way.hops.every(isToOne) && (kind === 'json' || ways.length === 1)
  return isSingle ? way : undefined
}

/** A reference in a column of its own. */
const isToOne = (hop: Hop): boolean => hop.into === 'rows' && hop.inner === 'id' && !hop.at.inJson

/** The type that values of a kind have in JSON, where they all have the same. */
export function typeOf(kind: ValueKind): Pick<Value, 'as'> {
  switch (kind) {
    case 'text':
    case 'date':
      return { as: 'text' }
    case 'number':
    case 'boolean':
      return { as: kind }
    case 'json':
    case 'point':
    case 'pair':
    case 'presence':
    case 'mixed':
      return {}
  }
}
