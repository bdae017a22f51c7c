import { isPlainObject } from '@crochet/hooks'
import type { RelationshipField } from '../config/field-config.ts'
import { isCleanText } from './check-text.ts'
import type { FieldType, OptionCheck } from './field-type.ts'
import { orMany } from './has-many.ts'
import { columnOptions } from './option-checks.ts'

const longestId = 255

/**
 * `relationship`: the id of a document of `relationTo`; with several collections `{ relationTo, value }`; with `hasMany` a list of
 * them. Whether there are such documents is asked in the write itself (`check-targets.ts`).
 */
export const relationship: FieldType<RelationshipField> = orMany<RelationshipField>({
  column: 'text',
  options: { ...columnOptions, relationTo: areSlugs },
  requiredOptions: ['relationTo'],
  check(value, { relationTo }) {
    if (typeof relationTo === 'string') return isTarget(value) ? undefined : 'must be the id of a document'
    const isOneOfThem =
      isPlainObject(value) && relationTo.includes(value['relationTo'] as string) && isTarget(value['value'])
    return isOneOfThem ? undefined : `must be { relationTo, value } with relationTo one of ${relationTo.join(', ')}`
  },
})

function areSlugs(value: unknown): ReturnType<OptionCheck> {
  const slugs: unknown = typeof value === 'string' ? [value] : value
  if (!Array.isArray(slugs) || slugs.length === 0 || !slugs.every((slug) => typeof slug === 'string' && slug !== '')) {
    return "name a collection: 'users', or several: ['users', 'teams']"
  }
  return new Set(slugs).size === slugs.length ? undefined : 'name each collection once'
}

/** An id, or the document itself: what a caller has read may be sent back. */
const isTarget = (value: unknown): boolean => isId(value) || (isPlainObject(value) && isId(value['id']))

/** What can be the id of a document of any collection. */
export const isId = (value: unknown): value is string | number =>
  typeof value === 'string'
    ? value !== '' && value.length <= longestId && isCleanText(value)
    : Number.isSafeInteger(value)
