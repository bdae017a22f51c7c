import { isPlainObject } from '@crochet/hooks'
import { isDeepStrictEqual } from 'node:util'

/** `isDeepStrictEqual`, faster for JSON. A plain object without a prototype is the same as one with. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  }
  if (!isPlainObject(one) || !isPlainObject(other)) return isDeepStrictEqual(one, other)
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  )
}
