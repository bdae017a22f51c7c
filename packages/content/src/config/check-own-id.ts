import { isPlainObject } from '@crochet/hooks'
import type { Problems } from './check-parts.ts'

const senseless = { unique: true, index: true, hidden: true, hasMany: true, required: false } as const

/** Checks the field `id` of a collection, which takes the place of the ids that the server gives. */
export function checkOwnID(field: Record<string, unknown>, path: string, problems: Problems): void {
  if (field['type'] !== 'text' && field['type'] !== 'number')
    problems.add(`${path}.type`, 'an `id` is a text or a number; write one of these types')
  for (const [option, value] of Object.entries(senseless)) {
    if (field[option] === value)
      problems.add(`${path}.${option}`, 'every document has one id of its own, in every answer; leave it out')
  }
  const { access } = field
  if (isPlainObject(access) && access['read'] !== undefined)
    problems.add(`${path}.access.read`, 'an id is in every answer; leave it out')
}
