import type { Id } from '@crochet/storage'
import { isCleanText } from '../fields/check-text.ts'
import type { FieldType } from '../fields/field-type.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { ValueField } from './field-config.ts'
import type { Field } from './compile.ts'
import { idTypeOf, type IdType } from './relation.ts'

const longest = 255

/** Whether a document of such a collection can have this id; what cannot be one need not be looked for. */
export function isIdOf({ ids }: { readonly ids: IdType }, id: unknown): id is Id {
  if (ids === 'number') return Number.isSafeInteger(id)
  return typeof id === 'string' && id !== '' && id.length <= longest && isCleanText(id)
}

/**
 * An id that was written in an address, as the collection has it: `'7'` is the number 7 where ids are numbers. What cannot be
 * an id stays as it is, and is found nowhere.
 */
export function readID(collection: Pick<CollectionConfig, 'fields'>, text: string): Id {
  return idReader(collection)(text)
}

/** `readID` for a collection whose ids are read again and again. */
export function idReader(collection: Pick<CollectionConfig, 'fields'>): (text: string) => Id {
  if (idTypeOf(collection) === 'text') return (text) => text
  return (text) => (/^(?:0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : text)
}

/** The field `id` of a collection: a document cannot be without one, and it has to fit into an address and a reference. */
export function asOwnID(field: Field): Field {
  const ids: IdType = field.config.type === 'number' ? 'number' : 'text'
  const shape = ids === 'number' ? 'must be a whole number' : `must be a text of 1 to ${longest} characters`
  const check: FieldType['check'] = (value, config) =>
    isIdOf({ ids }, value) ? field.type.check(value, config) : shape
  return { ...field, config: { ...field.config, required: true } as ValueField, type: { ...field.type, check } }
}
