import { isPlainObject } from '@crochet/hooks'
import * as Y from 'yjs'
import { editRows } from './edit-rows.ts'
import { MapHolder } from './holder.ts'
import { normalLevel, prepareLevel, type Values } from './level.ts'
import type { LiveField, SharedMapping } from './live-field.ts'
import { fieldsOfRow, headOf, liveRows, readRow } from './rows.ts'

/** Arrays and blocks: a `Y.Array` of rows, each a `Y.Map` with its `id`, its `blockType`, and its fields. */
export const mapRows: SharedMapping<Y.Array<unknown>> = {
  is: 'shared',
  holds: 'a list of rows (Y.Array)',
  type: Y.Array<unknown>,
  normal: (field, value) =>
    (Array.isArray(value) ? (value as unknown[]) : []).filter(isPlainObject).map((row) => normalRow(field, row)),
  read(field, held, place) {
    return liveRows(held).flatMap((row, index) => {
      if (row === undefined) place.at(index).report('must be a row (Y.Map)')
      return row === undefined ? [] : [readRow(field, row, place.at(index))]
    })
  },
  // A row keeps the id that it has been read with.
  prepare(field, held) {
    for (const row of liveRows(held)) {
      if (row === undefined) continue
      if (row.map.get('id') !== row.id) row.map.set('id', row.id)
      prepareLevel(fieldsOfRow(field, row.blockType), new MapHolder(row.map))
    }
  },
  edit: (field, held, change) => editRows(field, held, change),
}

function normalRow(field: LiveField, row: Values): Values {
  const { id, blockType } = row
  return { ...headOf(id, blockType), ...normalLevel(fieldsOfRow(field, blockType), row) }
}
