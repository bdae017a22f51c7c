import { isKeptFromLive, type ValueField } from '@crochet/content'
import type { Mapping } from './live-field.ts'
import { mapGroup } from './map-group.ts'
import { mapRichText } from './map-rich-text.ts'
import { mapRows } from './map-rows.ts'
import { mapText } from './map-text.ts'
import { isBoolean, isList, isNumber, isPoint, isTarget, isText, mapValue } from './map-value.ts'

/** Field types that are never in a shared document. */
const never = undefined

/**
 * How each type of field is in a shared document (spec: live.md, "Mapping"). A new type of fields gets its line here; without one this
 * does not compile.
 */
const byType = {
  text: mapText,
  textarea: mapText,
  code: mapText,
  richText: mapRichText,
  number: mapValue('a number', isNumber),
  checkbox: mapValue('true or false', isBoolean),
  date: mapValue('a date as text', isText),
  select: mapValue('a text', isText),
  radio: mapValue('a text', isText),
  email: mapValue('a text', isText),
  slug: mapValue('a text', isText),
  relationship: mapValue('an id', isTarget),
  json: mapValue('JSON', () => true),
  point: mapValue('two numbers', isPoint),
  group: mapGroup,
  array: mapRows,
  blocks: mapRows,
  password: never,
  join: never,
} satisfies Record<ValueField['type'], unknown>

/** A list of texts is chosen from, not typed into: it is replaced as a whole. */
const texts = mapValue('a text', isText)

/** @returns nothing for a field that is never in a shared document */
export function mappingOf(config: ValueField): Mapping | undefined {
  if (isKeptFromLive(config)) return undefined
  return config.type === 'text' && isList(config) ? texts : (byType[config.type] as Mapping | undefined)
}
