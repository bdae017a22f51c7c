import { isPlainObject } from '@crochet/hooks'
import type { ValueField } from '@crochet/content'
import { isJson } from '../canonical-json.ts'
import type { LiveField, ValueMapping } from './live-field.ts'

/**
 * Fields whose values are replaced as a whole: entries of a map, none where there is no value.
 *
 * @param accepts whether a value is of the right kind; with `hasMany` it is asked for each of the list
 * @param expected for messages: `a number`
 */
export function mapValue(expected: string, accepts: (value: unknown) => boolean): ValueMapping {
  return {
    is: 'value',
    normal: ({ config }, value) => normalValue(value, isList(config)),
    accepts: ({ config }, value) =>
      isJson(value) && (isList(config) ? Array.isArray(value) && value.every(accepts) : accepts(value)),
    expected: ({ config }: LiveField) => (isList(config) ? `a list, each of it ${expected}` : expected),
  }
}

export const isList = (config: ValueField): boolean => 'hasMany' in config && config.hasMany === true

function normalValue(value: unknown, isMany: boolean): unknown {
  if (value instanceof Date) return value.toISOString()
  const isNothing = value === undefined || (isMany && Array.isArray(value) && value.length === 0)
  return isNothing ? null : value
}

export const isText = (value: unknown): boolean => typeof value === 'string'
export const isNumber = (value: unknown): boolean => typeof value === 'number'
export const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
export const isTarget = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || isPlainObject(value)
export const isPoint = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isNumber)
