import type { Returns } from '@crochet/hooks'
import type { Field } from '../config/compile.ts'

const kinds = { text: 'string', number: 'number', boolean: 'boolean', json: 'object' } as const

/** What a field can store, as far as its kind goes: validation is over when `beforeChange` returns a value. */
export function storedValue({
  config,
  type,
  column,
  relation,
}: Pick<Field, 'config' | 'type' | 'column' | 'relation'>): Returns {
  const { holds } = type
  const accepts = (value: unknown): boolean => {
    if (value === null || value instanceof Date) return true
    if (relation !== undefined) return ['string', 'number', 'object'].includes(typeof value)
    if (holds !== undefined) return holds === 'object' ? typeof value === 'object' : Array.isArray(value)
    return column === 'json' ? typeof value !== 'function' && typeof value !== 'symbol' : typeof value === kinds[column]
  }
  return { accepts, expected: `a value for a ${config.type} field, or null,` }
}
