import { valuesIn, isSame, type Values } from '../mapping/level.ts'
import type { LiveField } from '../mapping/live-field.ts'
import { fieldsOfRow, rowsById } from '../mapping/rows.ts'
import { commonNodes } from '../rich-text/common-nodes.ts'
import { documentOf, nodesOf } from '../rich-text/rich-json.ts'
import { commonText } from '../text/common-text.ts'

/**
 * What two values of a field are to be taken as made from when nobody knows what was there before: what they have in common, so that nothing
 * counts as removed by either.
 */
export function commonGround(field: LiveField, ours: unknown, theirs: unknown): unknown {
  const { type } = field.config
  if (isSame(field, ours, theirs)) return ours
  switch (type) {
    case 'text':
    case 'textarea':
    case 'code':
      return typeof ours === 'string' && typeof theirs === 'string' ? commonText(ours, theirs) : null
    case 'richText':
      return documentOf(commonNodes(nodesOf(ours), nodesOf(theirs)))
    case 'group':
      return groundOfValues(field.fields, valuesIn(ours), valuesIn(theirs))
    case 'array':
    case 'blocks':
      return groundOfRows(field, ours, theirs)
    default:
      return ours
  }
}

const groundOfValues = (fields: readonly LiveField[], ours: Values, theirs: Values): Values =>
  Object.fromEntries(fields.map((field) => [field.name, commonGround(field, ours[field.name], theirs[field.name])]))

/** Rows that both have. */
function groundOfRows(field: LiveField, ours: unknown, theirs: unknown): Values[] {
  const mine = rowsById(ours)
  return [...rowsById(theirs)].flatMap(([id, row]) => {
    const own = mine.get(id)
    return own === undefined ? [] : [{ ...row, ...groundOfValues(fieldsOfRow(field, row['blockType']), own, row) }]
  })
}
