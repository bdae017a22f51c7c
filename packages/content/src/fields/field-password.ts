import type { PasswordField } from '../config/field-config.ts'
import { checkText } from './check-text.ts'
import type { FieldType, OptionCheck } from './field-type.ts'
import { hashPassword } from './hash-password.ts'
import { isCount } from './option-checks.ts'

const shortest = 8
const longest = 1024

const isAtMostLongest: OptionCheck = (value, option) =>
  isCount(value, option) ?? (Number(value) > longest ? `write at most ${longest}` : undefined)

/** `password`: stored as an Argon2id hash, which leaves no operation. An update that does not send it keeps it. */
export const password: FieldType<PasswordField> = {
  column: 'text',
  secret: true,
  options: { minLength: isAtMostLongest, maxLength: isAtMostLongest },
  checkTogether: ({ minLength = shortest, maxLength = longest }): Record<string, string> =>
    minLength > maxLength ? { minLength: `it is ${minLength}, more than \`maxLength\`; set both` } : {},
  // What is no text is for the storage to refuse.
  seal: async (value) => (typeof value === 'string' ? hashPassword(value) : value),
  check: (value, { minLength = shortest, maxLength = longest }) => checkText(value, { minLength, maxLength }),
}
