import type { SelectField } from '../config/field-config.ts'
import type { FieldType, OptionCheck } from './field-type.ts'
import { columnOptions } from './option-checks.ts'

const isOption = (option: unknown): boolean =>
  typeof option === 'string' ||
  (typeof option === 'object' && option !== null && 'value' in option && typeof option.value === 'string')

const isOptions: OptionCheck = (value) => {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isOption)) {
    return "write a list such as ['draft', { label: 'Published', value: 'published' }]"
  }
  const values = value.map(valueOf)
  return new Set(values).size === values.length ? undefined : 'name each value once'
}

const valueOf = (option: SelectField['options'][number]): string => (typeof option === 'string' ? option : option.value)

/** `select`: one of `options`. */
export const select: FieldType<SelectField> = {
  column: 'text',
  options: { ...columnOptions, options: isOptions },
  requiredOptions: ['options'],
  check(value, { options }) {
    const values = options.map(valueOf)
    return values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`
  },
}
