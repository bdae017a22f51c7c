import { isPlainObject } from '@crochet/hooks'
import type { GroupField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'

/** `group`: an object of fields. Fields of it that were not sent keep their stored values. */
export const group: FieldType<GroupField> = {
  column: 'json',
  holds: 'object',
  options: {},
  requiredOptions: ['fields'],
  check: (value) => (isPlainObject(value) ? undefined : 'must be an object'),
}
