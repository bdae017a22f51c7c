import { isCleanText } from '../fields/check-text.ts'
import type { Entity } from './compile.ts'

const longest = 255

/** Whether a document of such a collection can have this id; what cannot be one need not be looked for. */
export function isIdOf(_entity: Entity, id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.length <= longest && isCleanText(id)
}
