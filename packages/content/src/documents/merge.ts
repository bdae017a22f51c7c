import { isPlainObject } from '@crochet/hooks'
import type { Field } from '../config/compile.ts'
import type { Data, Doc } from '../untyped.ts'
import { rowWithId } from './levels.ts'
import { newId } from './uuid.ts'

/**
 * The values of `fields` as they would be stored: what was sent over what is stored, groups and rows field by field, every
 * field present (`null` where there is nothing), nothing that is no field.
 */
export function mergeFields(fields: readonly Field[], stored: Doc | undefined, data: Data): Doc {
  const merged: Doc = {}
  for (const field of fields) merged[field.name] = mergeValue(field, stored?.[field.name], data[field.name])
  return merged
}

function mergeValue(field: Field, stored: unknown, sent: unknown): unknown {
  if (sent === undefined && stored !== undefined) return stored
  if (sent === undefined) return field.type.holds === 'object' ? mergeFields(field.fields, undefined, {}) : null
  if (sent === null) return null
  switch (field.type.holds) {
    case 'object':
      return isPlainObject(sent) ? mergeFields(field.fields, isPlainObject(stored) ? stored : undefined, sent) : sent
    case 'rows':
      return Array.isArray(sent) ? sent.map((row: unknown) => mergeRow(field, stored, row)) : sent
    case undefined:
      return field.type.store !== undefined && field.type.check(sent, field.config) === undefined
        ? field.type.store(sent)
        : sent
  }
}

function mergeRow(field: Field, stored: unknown, row: unknown): unknown {
  if (!isPlainObject(row)) return row
  const id = row['id'] ?? newId()
  return { id, ...mergeFields(field.fields, rowWithId(stored, id), row) }
}

/** Gives every row that has none its `id`, in place: hooks then see the ids that will be stored. */
export function giveRowIds(fields: readonly Field[], data: Data): void {
  for (const field of fields) {
    const value: unknown = data[field.name]
    if (field.type.holds === 'object' && isPlainObject(value)) giveRowIds(field.fields, value)
    if (field.type.holds !== 'rows' || !Array.isArray(value)) continue
    for (const row of value) {
      if (!isPlainObject(row)) continue
      row['id'] ??= newId()
      giveRowIds(field.fields, row)
    }
  }
}
