import type { Id, Reader, Row } from '@crochet/storage'
import type { Entity, JoinedField } from '../config/compile.ts'
import type { Doc } from '../untyped.ts'
import { toDoc } from './row.ts'

/** How many documents' lists one query asks for. */
const atOnce = 1000

/** Rows of a collection or global as whole documents: one query for each has-many relationship, for all of them together. */
export async function loadDocuments(reader: Reader, entity: Entity, rows: readonly Row[]): Promise<Doc[]> {
  const docs = rows.map((row) => toDoc(entity, row))
  if (docs.length === 0) return docs
  for (const field of entity.joined) await fillIn(reader, field, docs)
  return docs
}

/** The document of a row that may not be there. */
export async function loadDocument(reader: Reader, entity: Entity, row: Row | undefined): Promise<Doc | undefined> {
  return row === undefined ? undefined : (await loadDocuments(reader, entity, [row]))[0]
}

async function fillIn(reader: Reader, { name, storage }: JoinedField, docs: readonly Doc[]): Promise<void> {
  const lists = new Map<Id, unknown[]>(docs.map((doc) => [doc['id'], doc[name]]))
  const owners = [...lists.keys()]
  for (let start = 0; start < owners.length; start += atOnce) {
    const value = owners.slice(start, start + atOnce)
    const rows = await reader.find(storage.table, {
      where: { column: 'owner', operator: 'in', value },
      sort: [{ column: 'position', direction: 'asc' }],
    })
    for (const row of rows) lists.get(row['owner'] as Id)?.push(valueOf(storage, row))
  }
}

const valueOf = ({ polymorphic }: JoinedField['storage'], row: Row): unknown =>
  polymorphic ? { relationTo: row['relationTo'], value: row['value'] } : row['value']
