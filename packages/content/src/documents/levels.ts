import { isPlainObject } from '@crochet/hooks'
import type { Field } from '../config/compile.ts'
import type { Data, Doc } from '../untyped.ts'

/** An object that fields are in: a document, a group or a row, with its stored counterpart. */
export interface Level {
  readonly data: Data
  /** The stored object; `undefined` when there is none, so everything in `data` is new. */
  readonly previous: Doc | undefined
  /** Ends with a dot; empty at the top. */
  readonly prefix: string
}

export const pathOf = (level: Level, name: string): string => level.prefix + name

/** The levels inside the value of a field: one for a group, one for each row of an array, none for another value. */
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
      if (!Array.isArray(value)) return []
      return value.flatMap((row: unknown, index) =>
        isPlainObject(row) ? [{ data: row, previous: rowWithId(before, row['id']), prefix: `${prefix}${index}.` }] : [],
      )
  }
}

/** Rows are the same row when they have the same `id`, wherever they stand. */
export function rowWithId(rows: unknown, id: unknown): Doc | undefined {
  if (!Array.isArray(rows) || typeof id !== 'string') return undefined
  return rows.find((row: unknown): row is Doc => isPlainObject(row) && row['id'] === id)
}
