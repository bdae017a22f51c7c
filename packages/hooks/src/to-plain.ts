import { isPlainObject } from './safe-keys.ts'

/** Levels that are looked into; whatever lies deeper, in a circle perhaps, is left out. */
const deepest = 16

/**
 * What of a value can be written as JSON and read again: texts, numbers, booleans, `null`, and lists and plain objects of them. Dates become
 * text, numbers that JSON does not know `null`; instances, functions, symbols and big integers are left out.
 *
 * @returns a copy; `undefined` when nothing is left
 */
export function toPlain(value: unknown, depth: number = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || depth >= deepest) return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth + 1) ?? null)
  if (!isPlainObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const plain = key === '__proto__' ? undefined : toPlain(inner, depth + 1)
    return plain === undefined ? [] : [[key, plain] as const]
  })
  return Object.fromEntries(entries)
}
