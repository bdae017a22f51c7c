import type { Row } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import type { Doc } from '../untyped.ts'

/** A stored row as the document it is: `id`, the fields in order of definition, the timestamps. */
export function toDoc(entity: Entity, row: Row): Doc {
  const doc: Doc = { id: row['id'] }
  for (const { name } of entity.fields) doc[name] = row[name] ?? null
  if (entity.timestamps) Object.assign(doc, { createdAt: row['createdAt'], updatedAt: row['updatedAt'] })
  return doc
}
