import type { EmailField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions } from './option-checks.ts'

const address = /^[^\s@\0]+@[^\s@.\0]+(?:\.[^\s@.\0]+)+$/u
/** RFC 5321, 4.5.3.1.3, without the angle brackets. */
const longest = 254

/** `email`: one address. It looks like one; whether anybody reads it only a message can tell. */
export const email: FieldType<EmailField> = {
  column: 'text',
  options: columnOptions,
  check(value) {
    const fits = typeof value === 'string' && value.length <= longest && value.isWellFormed() && address.test(value)
    return fits ? undefined : 'must be an email address'
  },
}
