import type { Entity } from './compile.ts'

/** Columns that may name a document of a collection without the database knowing: the field says of which collection each is. */
export interface Referrer {
  /** Name of the collection or global that has the field. */
  readonly name: string
  readonly field: string
  readonly required: boolean
  readonly table: string
  /** The columns with the id and with the slug. */
  readonly value: string
  readonly relation: string
  /** Whether the rows are those of a list, and not the documents themselves. */
  readonly list: boolean
}

/** The referrers of each collection, by slug. */
export function findReferrers(entities: Iterable<Entity>): ReadonlyMap<string, readonly Referrer[]> {
  const found: [string, Referrer][] = []
  for (const { name, table, fields } of entities) {
    for (const { storage, config, name: field } of fields) {
      const about = { name, field, required: config.required === true }
      if (storage.is === 'polymorphic') {
        const { column: value, relation } = storage
        for (const to of storage.to) found.push([to, { ...about, table: table.name, value, relation, list: false }])
      }
      if (storage.is === 'joined' && storage.polymorphic) {
        const columns = { value: 'value', relation: 'relationTo' }
        for (const to of storage.to) found.push([to, { ...about, table: storage.table, ...columns, list: true }])
      }
    }
  }
  const grouped = Map.groupBy(found, ([to]) => to)
  return new Map([...grouped].map(([to, pairs]) => [to, pairs.map(([, referrer]) => referrer)]))
}
