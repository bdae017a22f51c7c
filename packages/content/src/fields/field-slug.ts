import type { SlugField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions, isCount } from './option-checks.ts'
import { slugify } from './slugify.ts'

const longest = 100
const defaultSource = 'title'
const pattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const sources = ['text', 'textarea', 'email', 'number', 'select', 'radio', 'code']

/** `slug`: a text for addresses. One that is missing is made from another field beside it; one that is there stays. */
export const slug: FieldType<SlugField> = {
  column: 'text',
  uniqueByDefault: true,
  options: {
    ...columnOptions,
    from: (value) => (typeof value === 'string' ? undefined : 'name the field that it is made from'),
    maxLength: (value, option) =>
      isCount(value, option) ?? (value === 0 ? 'write a whole number, 1 or more' : undefined),
  },
  checkTogether({ from }, level): Record<string, string> {
    const source = level.get(from ?? defaultSource)
    if (source === undefined && from === undefined) return {}
    const isList = source !== undefined && 'hasMany' in source && source.hasMany === true
    if (source !== undefined && sources.includes(source.type) && !isList) return {}
    const name = from ?? defaultSource
    return { from: `\`${name}\` is no field beside it with a single text or number; name one` }
  },
  longest: ({ maxLength = longest }) => maxLength,
  derive({ from = defaultSource, maxLength = longest }, siblings) {
    const source: unknown = siblings[from]
    if (typeof source !== 'string' && typeof source !== 'number') return undefined
    return slugify(String(source), maxLength)
  },
  check(value, { maxLength = longest }) {
    if (typeof value !== 'string') return 'must be text'
    if (value.length > maxLength) return `must have at most ${maxLength} characters`
    return pattern.test(value)
      ? undefined
      : 'must be lower-case letters a-z, digits and single hyphens, such as new-york-2'
  },
}
