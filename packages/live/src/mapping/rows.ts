import { isPlainObject } from '@crochet/hooks'
import * as Y from 'yjs'
import { MapHolder } from './holder.ts'
import { readLevel, type Values } from './level.ts'
import type { LiveField, Place } from './live-field.ts'

/** A row in a shared document. */
export interface LiveRow {
  readonly id: string
  readonly blockType: string | undefined
  readonly map: Y.Map<unknown>
}

const longestRowId = 64

const isRowId = (id: unknown): id is string => typeof id === 'string' && id !== '' && id.length <= longestRowId

/** The fields of a row; none for one of a block that there is not. */
export const fieldsOfRow = ({ config, fields, blocks }: LiveField, blockType: unknown): readonly LiveField[] =>
  config.type === 'blocks' ? (blocks.get(typeof blockType === 'string' ? blockType : '') ?? []) : fields

/** Rows by `id`, those that are none left out; the first of those with the same one. */
export function rowsById(rows: unknown): Map<string, Values> {
  const byId = new Map<string, Values>()
  for (const row of Array.isArray(rows) ? (rows as unknown[]) : []) {
    if (isPlainObject(row) && isRowId(row['id']) && !byId.has(row['id'])) byId.set(row['id'], row)
  }
  return byId
}

/**
 * The rows of a field, in order; `undefined` in the place of what is none. A row without an `id`, and the second one with the same,
 * have one that follows from how they came into the document: the same wherever it is read.
 */
export function liveRows(held: Y.Array<unknown>): (LiveRow | undefined)[] {
  const taken = new Set<string>()
  return held.toArray().map((map) => {
    if (!(map instanceof Y.Map)) return undefined
    const given: unknown = map.get('id')
    const id = isRowId(given) && !taken.has(given) ? given : madeUpId(map)
    taken.add(id)
    const blockType: unknown = map.get('blockType')
    return { id, blockType: typeof blockType === 'string' ? blockType : undefined, map }
  })
}

function madeUpId({ _item: item }: Y.Map<unknown>): string {
  return item === null ? 'row' : `live-${item.id.client.toString(36)}-${item.id.clock.toString(36)}`
}

/** What every row begins with. */
export const headOf = (id: unknown, blockType: unknown): Values =>
  blockType === undefined ? { id } : { id, blockType }

export function readRow(field: LiveField, { id, blockType, map }: LiveRow, place: Place): Values {
  return { ...headOf(id, blockType), ...readLevel(fieldsOfRow(field, blockType), new MapHolder(map), place) }
}
