import { isPlainObject } from '@crochet/hooks'

const deepest = 64

/** JSON with keys in order: equal values give equal texts. What is no JSON is left out, as `JSON.stringify` does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

/** Whether a value can go through JSON and come back as it was. */
export function isJson(value: unknown, depth: number = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      if (depth >= deepest) return false
      if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
      return isPlainObject(value) && Object.values(value).every((item) => isJson(item, depth + 1))
    default:
      return false
  }
}
