import { isPlainObject } from '@crochet/hooks'

/** A copy of the plain objects and lists in a value, as deep as they go; everything else is the same thing in both. */
export function copyPlain<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyPlain) as T
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyPlain(inner)])) as T
}
