import { isPlainObject } from '@crochet/hooks'
import type { Field, FieldStep } from '../config/compile.ts'
import type { Data, Doc } from '../untyped.ts'

/** An object that fields are in: a document, a group or a row, with its stored counterpart. */
export interface Level {
  readonly data: Data
  /** The stored object; `undefined` when there is none, so everything in `data` is new. */
  readonly previous: Doc | undefined
  /** Ends with a dot; empty at the top. */
  readonly prefix: string
  /** Which block a row is; `undefined` unless the field holds blocks, or when nobody says it. */
  readonly blockType?: string | undefined
}

export const pathOf = (level: Level, name: string): string => level.prefix + name

/** The levels inside the value of a field: one for a group, one for each row, none for another value. */
export function levelsIn(field: Field, level: Level): Level[] {
  const value: unknown = level.data[field.name]
  const before: unknown = level.previous?.[field.name]
  const prefix = `${pathOf(level, field.name)}.`
  switch (field.type.holds) {
    case undefined:
      return []
    case 'object':
      return isPlainObject(value) ? [{ data: value, previous: isPlainObject(before) ? before : undefined, prefix }] : []
    case 'rows':
    case 'blocks': {
      if (!Array.isArray(value)) return []
      const stored = rowsById(before)
      return value.flatMap((row: unknown, index) =>
        isPlainObject(row) ? [{ data: row, ...matchRow(field, row, stored), prefix: `${prefix}${index}.` }] : [],
      )
    }
  }
}

/** The fields at a level that `levelsIn` gave; none for a row of a block that the configuration does not know. */
export const fieldsAt = (field: Field, { blockType }: Pick<Level, 'blockType'>): readonly Field[] =>
  field.type.holds === 'blocks' ? (field.blocks.get(blockType ?? '') ?? []) : field.fields

/** As `fieldsAt`, for the steps of a stage. */
export const stepsAt = (step: FieldStep, { blockType }: Pick<Level, 'blockType'>): readonly FieldStep[] =>
  step.field.type.holds === 'blocks' ? (step.blocks.get(blockType ?? '') ?? []) : step.steps

export const blockTypeOf = (row: Doc): string | undefined =>
  typeof row['blockType'] === 'string' ? row['blockType'] : undefined

/** Stored rows by `id`. */
export function rowsById(rows: unknown): ReadonlyMap<string, Doc> {
  const all: readonly unknown[] = Array.isArray(rows) ? rows : []
  return new Map(all.filter(isPlainObject).map((row): [string, Doc] => [String(row['id']), row]))
}

/**
 * Rows are the same row when they have the same `id`, wherever they stand, and are of the same block; a row that does not say
 * which block it is stays what it was.
 */
export function matchRow(
  field: Field,
  row: Doc,
  stored: ReadonlyMap<string, Doc>,
): Pick<Level, 'previous' | 'blockType'> {
  const id: unknown = row['id']
  const before = typeof id === 'string' ? stored.get(id) : undefined
  if (field.type.holds !== 'blocks') return { previous: before }
  const was = before === undefined ? undefined : blockTypeOf(before)
  const blockType = row['blockType'] === undefined ? was : blockTypeOf(row)
  return { previous: was === blockType ? before : undefined, blockType }
}
