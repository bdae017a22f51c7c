import { isPlainObject } from '@crochet/hooks'
import type { Field } from '../config/compile.ts'
import type { Data, Doc } from '../untyped.ts'
import { fieldsAt, levelsIn, type Level } from './levels.ts'

/** The values of a stored document for a new one: no id, no timestamps, and rows without theirs. */
export function copyDocument(fields: readonly Field[], doc: Doc): Data {
  const copy: Data = structuredClone(Object.fromEntries(fields.map(({ name }) => [name, doc[name]])))
  dropRowIds(fields, { data: copy, previous: undefined, prefix: '' })
  return copy
}

function dropRowIds(fields: readonly Field[], level: Level): void {
  for (const field of fields) {
    for (const inner of levelsIn(field, level)) {
      if (field.type.holds === 'rows' || field.type.holds === 'blocks') delete inner.data['id']
      dropRowIds(fieldsAt(field, inner), inner)
    }
  }
}

/** What was sent over what was copied: groups field by field, everything else as a whole. */
export function overlay(fields: readonly Field[], copy: Data, sent: Data): Data {
  const data = { ...copy }
  for (const [name, value] of Object.entries(sent)) {
    if (value === undefined) continue
    const group = fields.find((field) => field.name === name && field.type.holds === 'object')
    const below: unknown = copy[name]
    const merges = group !== undefined && isPlainObject(value) && isPlainObject(below)
    data[name] = merges ? overlay(group.fields, below, value) : value
  }
  return data
}
