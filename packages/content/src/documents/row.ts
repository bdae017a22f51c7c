import type { Row } from '@crochet/storage'
import type { Entity, Field } from '../config/compile.ts'
import type { Doc } from '../untyped.ts'

/**
 * A stored row as the document it is: `id`, the fields in order of definition, the timestamps. Has-many relationships come with the
 * row, see `load-documents.ts`.
 */
export function toDoc(entity: Entity, row: Row): Doc {
  const doc: Doc = { id: row['id'] }
  for (const field of entity.fields) doc[field.name] = valueIn(row, field)
  if (entity.timestamps) Object.assign(doc, { createdAt: row['createdAt'], updatedAt: row['updatedAt'] })
  return doc
}

function valueIn(row: Row, { storage, name }: Field): unknown {
  switch (storage.is) {
    case 'column':
    case 'reference':
      return row[storage.column] ?? null
    case 'polymorphic': {
      const value = row[storage.column] ?? null
      return value === null ? null : { relationTo: row[storage.relation], value }
    }
    case 'joined': {
      const list = row[name] as { value: unknown }[]
      return storage.polymorphic ? list : list.map(({ value }) => value)
    }
    case 'nowhere':
      return null
  }
}

/** The columns of the fields that `values` has. */
export function toRow(fields: readonly Field[], values: Doc): Row {
  const row: Row = {}
  for (const { name, storage } of fields) {
    if (!Object.hasOwn(values, name)) continue
    switch (storage.is) {
      case 'column':
      case 'reference':
        row[storage.column] = values[name]
        break
      case 'polymorphic':
        row[storage.column] = values[name]?.value ?? null
        row[storage.relation] = values[name]?.relationTo ?? null
        break
      case 'joined':
      case 'nowhere':
    }
  }
  return row
}
