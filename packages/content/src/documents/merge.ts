import { isPlainObject } from '@crochet/hooks'
import type { Field } from '../config/compile.ts'
import { toIds } from '../config/relation.ts'
import type { Data, Doc } from '../untyped.ts'
import { fieldsAt, levelsIn, matchRow, rowsById, type Level } from './levels.ts'
import { newId } from './uuid.ts'

/**
 * The values of `fields` as they would be stored: what was sent over what is stored, groups and rows field by field, every
 * field present (`null` where there is nothing, and where nothing is stored), nothing that is no field.
 */
export function mergeFields(fields: readonly Field[], stored: Doc | undefined, data: Data): Doc {
  const merged: Doc = {}
  for (const field of fields) {
    merged[field.name] = field.stored ? mergeValue(field, stored?.[field.name], data[field.name]) : null
  }
  return merged
}

function mergeValue(field: Field, stored: unknown, sent: unknown): unknown {
  if (sent === undefined && stored !== undefined) return stored
  if (sent === undefined && field.type.holds === 'object') return mergeFields(field.fields, undefined, {})
  if (sent === undefined || sent === null) return field.relation?.many === true ? [] : null
  switch (field.type.holds) {
    case 'object':
      return isPlainObject(sent) ? mergeFields(field.fields, isPlainObject(stored) ? stored : undefined, sent) : sent
    case 'rows':
    case 'blocks': {
      if (!Array.isArray(sent)) return sent
      const before = rowsById(stored)
      return sent.map((row: unknown) => mergeRow(field, row, before))
    }
    case undefined:
      if (field.relation !== undefined) return toIds(field.relation, sent)
      return field.type.store !== undefined && field.type.check(sent, field.config) === undefined
        ? field.type.store(sent)
        : sent
  }
}

function mergeRow(field: Field, row: unknown, stored: ReadonlyMap<string, Doc>): unknown {
  if (!isPlainObject(row)) return row
  const { previous, blockType } = matchRow(field, row, stored)
  const isOfNoBlock = field.type.holds === 'blocks' && !field.blocks.has(blockType ?? '')
  if (isOfNoBlock) return row
  return {
    id: row['id'] ?? newId(),
    ...(blockType === undefined ? {} : { blockType }),
    ...mergeFields(fieldsAt(field, { blockType }), previous, row),
  }
}

/** Gives every row that has none its `id` and, if it is stored, its `blockType`, in place: hooks then see what will be stored. */
export function completeRows(fields: readonly Field[], level: Level): void {
  for (const field of fields) {
    for (const inner of levelsIn(field, level)) {
      if (field.type.holds !== 'object') inner.data['id'] ??= newId()
      if (inner.blockType !== undefined) inner.data['blockType'] = inner.blockType
      completeRows(fieldsAt(field, inner), inner)
    }
  }
}
