import { isPlainObject } from '@crochet/hooks'

/** A copy of the plain objects and lists in a value, as deep as they go; everything else is the same thing in both. */
export function copyPlain<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyPlain) as T
  return isPlainObject(value) ? (copyEntries(value) as T) : value
}

function copyEntries(object: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = copyPlain(object[key])
    // Assigned, it would be no entry.
    if (key === '__proto__') Object.defineProperty(copy, key, { value, ...asAssigned })
    else copy[key] = value
  }
  return copy
}

const asAssigned = { enumerable: true, writable: true, configurable: true }
