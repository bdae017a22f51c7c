import type { Id, Query, Reader } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import type { Doc } from '../untyped.ts'
import { toDoc } from './row.ts'

/** Finds documents, whole: the lists that lie in tables of their own come with the rows, in the same statement. */
export async function loadDocuments(reader: Reader, entity: Entity, query: Query): Promise<Doc[]> {
  const { lists } = entity
  const rows = await reader.find(entity.name, entity.joined.length === 0 ? query : { ...query, lists })
  return rows.map((row) => toDoc(entity, row))
}

/** Finds the document with an id, whole. */
export async function loadDocument(reader: Reader, entity: Entity, id: Id): Promise<Doc | undefined> {
  if (entity.joined.length === 0) {
    const row = await reader.findByID(entity.name, id)
    return row === undefined ? undefined : toDoc(entity, row)
  }
  const where = { column: 'id', operator: 'equals', value: id } as const
  return (await loadDocuments(reader, entity, { where }))[0]
}
