import { isPlainObject } from '@crochet/hooks'
import type { Entity, Field } from '../config/compile.ts'
import { blockTypeOf, fieldsAt } from '../documents/levels.ts'
import { mergeFields } from '../documents/merge.ts'
import { dropSecrets } from '../operations/secrets.ts'
import type { Data, Doc } from '../untyped.ts'
import { fieldsOfVersion } from './versions-entity.ts'

/**
 * What a version keeps of a stored document: its own fields and times, no secrets. It has no `id`: whoever keeps what hooks of reading
 * show by its id would take it for the document.
 */
export function toContents(entity: Entity, doc: Doc): Doc {
  const own = fieldsOfVersion(entity).filter(({ stored }) => stored)
  const contents: Doc = Object.fromEntries(own.map(({ name }) => [name, doc[name] ?? null]))
  if (entity.timestamps) Object.assign(contents, { createdAt: doc['createdAt'], updatedAt: doc['updatedAt'] })
  const { secret } = entity.steps
  if (secret.length === 0) return contents
  const copy = structuredClone(contents)
  dropSecrets(secret, { data: copy, previous: undefined, prefix: '' })
  return copy
}

/** A version as a document of today: with every field that there is now, and none that there was. */
export function toDocument(entity: Entity, contents: Doc): Doc {
  const fields = fieldsOfVersion(entity)
  const doc = mergeFields(fields, undefined, knownOf(fields, contents))
  if (entity.timestamps) Object.assign(doc, { createdAt: contents['createdAt'], updatedAt: contents['updatedAt'] })
  return doc
}

/** A version as the data of an update. What it does not know of, that update does not change. */
export function toData(entity: Entity, contents: Doc): Data {
  return knownOf(
    fieldsOfVersion(entity).filter(({ stored }) => stored),
    contents,
  )
}

function knownOf(fields: readonly Field[], values: Doc): Doc {
  const known: Doc = {}
  for (const field of fields) {
    const value = Object.hasOwn(values, field.name) ? knownValue(field, values[field.name]) : undefined
    if (value !== undefined && field.type.secret !== true) known[field.name] = value
  }
  return known
}

/** @returns `undefined` for what the field, as it is now, cannot hold */
function knownValue(field: Field, value: unknown): unknown {
  if (value === null) return null
  switch (field.type.holds) {
    case undefined:
      return value
    case 'object':
      return isPlainObject(value) ? knownOf(field.fields, value) : undefined
    case 'rows':
    case 'blocks':
      if (!Array.isArray(value)) return undefined
      return value.filter(isPlainObject).flatMap((row) => knownRow(field, row))
  }
}

function knownRow(field: Field, row: Doc): Doc[] {
  const blockType = blockTypeOf(row)
  if (field.type.holds === 'blocks' && !field.blocks.has(blockType ?? '')) return []
  const own = field.type.holds === 'blocks' ? { id: row['id'], blockType } : { id: row['id'] }
  return [{ ...own, ...knownOf(fieldsAt(field, { blockType }), row) }]
}
