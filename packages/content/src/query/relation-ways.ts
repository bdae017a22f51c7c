import type { Entity, Field } from '../config/compile.ts'
import type { Relation } from '../config/relation.ts'
import type { Spot } from './field-path.ts'
import { found, type Found } from './found.ts'
import { atColumn, below, intoList, intoRows, type Place } from './place.ts'

/** A field that refers to documents. */
interface RelationField {
  readonly field: Field
  readonly relation: Relation
  /** Goes on in a document of the collection. */
  readonly follow: (entity: Entity, keys: readonly string[], at: Place) => Found[]
}

/**
 * What a path leads to at a relationship: the id, and behind it the fields of the document; with several collections `value`,
 * `relationTo`, or both together.
 */
export function inRelation({ field, relation, follow }: RelationField, rest: readonly string[], at: Place): Found[] {
  const { polymorphic, many, ids } = relation
  const each = many ? intoEach(field, at) : at
  if (polymorphic) return inPair({ relation, ...endsOf(field, each) }, rest, each)
  const id = field.storage.is === 'joined' ? atColumn(each, 'value') : each
  if (rest.length === 0) return [{ ...found(ids, id), many, ids }]
  const [slug = ''] = relation.to
  const target = id.collections.get(slug)
  if (target === undefined) return []
  const document = intoRows(id, { table: target.name, inner: 'id', collection: slug })
  return follow(target, rest, { ...document, entity: target })
}

/** The rows of the join table, or the elements of the list. */
function intoEach({ storage }: Field, at: Place): Place {
  if (storage.is !== 'joined') return intoList(at)
  return intoRows(atColumn(at, 'id'), { table: storage.table, inner: 'owner' })
}

/** Where the two halves of `{ relationTo, value }` lie. */
interface Ends {
  readonly value: Spot
  readonly relationTo: Spot
}

function endsOf({ storage }: Field, { spot }: Place): Ends {
  const column = (name: string): Spot => ({ column: name, path: [], inJson: false })
  if (storage.is === 'joined') return { value: column('value'), relationTo: column('relationTo') }
  if (storage.is === 'polymorphic') return { value: column(storage.column), relationTo: column(storage.relation) }
  const pair = spot ?? { column: '', path: [], inJson: true }
  return { value: below(pair, 'value'), relationTo: below(pair, 'relationTo') }
}

function inPair(
  { relation: { many, ids }, value, relationTo }: Ends & { readonly relation: Relation },
  rest: readonly string[],
  at: Place,
): Found[] {
  const [key] = rest
  if (rest.length > 1) return []
  if (key === 'value') return [{ ...found(ids, { ...at, spot: value }), many }]
  if (key === 'relationTo') return [{ ...found('text', { ...at, spot: relationTo }), many }]
  if (key !== undefined) return []
  const pair = found('pair', { ...at, spot: value })
  return [{ ...pair, many, ids, ways: pair.ways.map((way) => ({ ...way, relation: relationTo })) }]
}
