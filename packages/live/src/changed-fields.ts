import type { LiveShape } from './live-shape.ts'
import { isSame, valuesIn, type Values } from './mapping/level.ts'
import type { LiveField } from './mapping/live-field.ts'
import { fieldsOfRow, rowsById } from './mapping/rows.ts'

/**
 * The fields that a live edit has changed, as they go through the update operation. What means the same in a shared document is as it was
 * stored: so nobody is said to have changed it.
 *
 * @param before the document as stored
 * @param after what was read of the shared document; a field that is not in it has not changed
 */
export function changedFields(shape: LiveShape, before: Values, after: Values): Values {
  return changedIn(shape.fields, before, after)
}

function changedIn(fields: readonly LiveField[], before: Values, after: Values): Values {
  const changed: Values = {}
  for (const field of fields) {
    const { name, config } = field
    if (after[name] === undefined || isSame(field, before[name], after[name])) continue
    changed[name] =
      config.type === 'group'
        ? changedIn(field.fields, valuesIn(before[name]), valuesIn(after[name]))
        : withStored(field, before[name], after[name])
  }
  return changed
}

function asStored(field: LiveField, before: unknown, after: unknown): unknown {
  if (after === undefined) return undefined
  // Nothing in a new row has nobody set: its editor may not even be allowed to.
  if (isSame(field, before, after)) return before
  return field.config.type === 'group' ? settle(field.fields, before, after) : withStored(field, before, after)
}

/** Rows are sent all of them, each with what is stored where it means the same. */
function withStored(field: LiveField, before: unknown, after: unknown): unknown {
  const { type } = field.config
  if ((type !== 'array' && type !== 'blocks') || !Array.isArray(after)) return after
  const stored = rowsById(before)
  return (after as unknown[]).map((row) => {
    const values = valuesIn(row)
    return settle(fieldsOfRow(field, values['blockType']), stored.get(String(values['id'])), values)
  })
}

function settle(fields: readonly LiveField[], before: unknown, after: unknown): Values {
  const [stored, values] = [valuesIn(before), valuesIn(after)]
  const settled = fields.map((field) => [field.name, asStored(field, stored[field.name], values[field.name])] as const)
  const names = new Set(fields.map(({ name }) => name))
  const head = Object.entries(values).filter(([name]) => !names.has(name))
  return Object.fromEntries([...head, ...settled.filter(([, value]) => value !== undefined)])
}
