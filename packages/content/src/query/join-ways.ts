import type { Where as StorageWhere } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import type { JoinField } from '../config/field-config.ts'
import type { PassedField } from './field-path.ts'
import { found, type Found } from './found.ts'
import { atColumn, intoRows, type Place } from './place.ts'

/** A field that finds the documents that refer to this one. */
interface AskedJoin {
  readonly join: JoinField
  readonly follow: (entity: Entity, keys: readonly string[], at: Place) => Found[]
}

/**
 * What a path leads to at a join field: the ids of the documents that it finds, all of them, and behind these their fields. Nothing
 * as long as nobody knows which documents join fields find (`joinFilters`): so none finds its own through others.
 */
export function inJoin({ join, follow }: AskedJoin, rest: readonly string[], at: Place): Found[] {
  const { collection, on } = join
  const where = at.joinFilters?.get(join)
  const other = at.collections.get(collection)
  const field = other?.fields.find(({ name }) => name === on)
  if (where === undefined || other === undefined || field === undefined) return []
  // The join is there to show the documents, also where the relationship itself is hidden.
  const passed: PassedField[] = [...at.passed, { field, entity: other, mayBeHidden: true }]
  const document = { ...intoDocuments(field, { ...at, passed }, { other, where }), entity: other }
  if (rest.length > 0) return follow(other, rest, document)
  return [{ ...found(other.ids, atColumn(document, 'id')), many: true, ids: other.ids }]
}

/** The other side of a relationship, wherever it is stored. */
function intoDocuments({ storage }: Field, at: Place, { other, where }: { other: Entity; where: StorageWhere }): Place {
  const { name: table, slug: collection } = other
  const id = atColumn(at, 'id')
  const ofHere = (column: string): StorageWhere => ({ column, operator: 'equals', value: at.entity.slug })
  switch (storage.is) {
    case 'reference':
      return intoRows(id, { table, inner: storage.column, collection, where })
    case 'polymorphic':
      return intoRows(id, {
        table,
        inner: storage.column,
        collection,
        where: { and: [ofHere(storage.relation), where] },
      })
    case 'joined': {
      const own = storage.polymorphic ? { where: ofHere('relationTo') } : {}
      const row = intoRows(id, { table: storage.table, inner: 'value', ...own })
      return intoRows(atColumn(row, 'owner'), { table, inner: 'id', collection, where })
    }
    case 'column':
    case 'nowhere':
      return at
  }
}
