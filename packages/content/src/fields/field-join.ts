import type { JoinField } from '../config/field-config.ts'
import { isPlainObject } from '@crochet/hooks'
import type { FieldType, OptionCheck } from './field-type.ts'

const mostJoined = 250

const isName: OptionCheck = (value) => (typeof value === 'string' && value !== '' ? undefined : 'write a name')

const isSort: OptionCheck = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((name) => typeof name === 'string'))
    ? undefined
    : "name fields of the other collection: 'title,-createdAt', or a list of them"

/** `join`: the documents of another collection that refer to this one. Read only; found when the document is answered. */
export const join: FieldType<JoinField> = {
  column: 'json',
  readOnly: true,
  options: {
    collection: isName,
    on: isName,
    where: (value) => (isPlainObject(value) ? undefined : 'write a `where`: { field: { equals: … } }'),
    defaultSort: isSort,
    defaultLimit: (value) =>
      Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostJoined
        ? undefined
        : `write a whole number from 1 to ${mostJoined}`,
  },
  requiredOptions: ['collection', 'on'],
  checkTogether(config): Record<string, string> {
    const meaningless = ['required', 'defaultValue', 'validate'].filter((option) => Object.hasOwn(config, option))
    return Object.fromEntries(meaningless.map((option) => [option, 'nobody writes this field; leave it out']))
  },
  check: () => undefined,
}
