import { isPlainObject } from '@crochet/hooks'
import { isDeepStrictEqual } from 'node:util'
import type { Holder } from './holder.ts'
import type { Change, LiveField, Place, ValueMapping } from './live-field.ts'

/** Values of fields, by name. */
export type Values = Record<string, unknown>

export const valuesIn = (value: unknown): Values => (isPlainObject(value) ? value : {})

/** Reads the fields of a level. Those with something wrong in them are reported, and left out. */
export function readLevel(fields: readonly LiveField[], holder: Holder, place: Place): Values {
  const values: Values = {}
  for (const field of fields) {
    const value = readField(field, holder.get(field), place.at(field.name))
    if (value !== undefined) values[field.name] = value
  }
  return values
}

/** @returns `null` for nothing, `undefined` for what is no value of the field */
function readField(field: LiveField, held: unknown, place: Place): unknown {
  const { mapping } = field
  if (held === undefined || held === null) return mapping.normal(field, null)
  if (mapping.is === 'shared') {
    if (held instanceof mapping.type) return mapping.read(field, held, place)
    return void place.report(`must be ${mapping.holds}`)
  }
  if (mapping.accepts(field, held)) return mapping.normal(field, held)
  return void place.report(`must be ${mapping.expected(field)}`)
}

/** Makes of the fields of a level what they are in `to`, as far as they are another in `from`. Every Yjs type is there afterwards. */
export function editLevel(fields: readonly LiveField[], holder: Holder, change: Change): void {
  prepareLevel(fields, holder)
  const [from, to] = [valuesIn(change.from), valuesIn(change.to)]
  for (const field of fields) {
    const { name, mapping } = field
    const own: Change = { ...change, from: from[name], to: to[name] }
    if (own.to === undefined) continue
    if (mapping.is === 'value') editValue(field, mapping, { holder, change: own })
    else if (!isSame(field, own.from, own.to)) {
      const held = holder.shared(field, mapping)
      if (held !== undefined) mapping.edit(field, held, own)
    }
  }
}

export function prepareLevel(fields: readonly LiveField[], holder: Holder): void {
  for (const field of fields) {
    if (field.mapping.is === 'value') continue
    const held = holder.shared(field, field.mapping)
    if (held !== undefined) field.mapping.prepare?.(field, held)
  }
}

/** What is no value of the field goes in any case. */
function editValue(
  field: LiveField,
  mapping: ValueMapping,
  { holder, change: { from, to, newer } }: { holder: Holder; change: Change },
): void {
  const held = holder.get(field) ?? null
  const isValue = held === null || mapping.accepts(field, held)
  if (isValue && (isSame(field, from, to) || (newer === 'stays' && !isSame(field, held, from)))) return
  const value = mapping.normal(field, to)
  if (!isDeepStrictEqual(held, value)) holder.set(field, value)
}

/** The one form of a level: every field there, and nothing that is no field. */
export function normalLevel(fields: readonly LiveField[], value: unknown): Values {
  const values = valuesIn(value)
  return Object.fromEntries(fields.map((field) => [field.name, field.mapping.normal(field, values[field.name])]))
}

/** Whether two values mean the same in a shared document. */
export function isSame(field: LiveField, one: unknown, other: unknown): boolean {
  const { mapping } = field
  if (one === other) return true
  if (mapping.isSame !== undefined) return mapping.isSame(one, other)
  return isDeepStrictEqual(mapping.normal(field, one), mapping.normal(field, other))
}
