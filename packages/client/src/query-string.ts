/**
 * Writes a query in the notation that the server reads: `where[title][equals]=x&sort=-views`. What is `undefined` is left out.
 *
 * @returns `undefined` for what a query string cannot hold: `null`, an empty list, and something empty in one
 */
export function toQueryString(query: Readonly<Record<string, unknown>>): string | undefined {
  const parts: string[] = []
  const isWhole = Object.entries(query).every(([name, value]) => write(encodeURIComponent(name), value, parts))
  return isWhole ? parts.join('&') : undefined
}

/** @returns whether all of it could be written */
function write(name: string, value: unknown, parts: string[]): boolean {
  if (value === undefined) return true
  if (value === null) return false
  if (value instanceof Date) return parts.push(`${name}=${encodeURIComponent(value.toISOString())}`) > 0
  if (Array.isArray(value)) {
    return value.length > 0 && value.every((item, index) => !isEmpty(item) && write(`${name}[${index}]`, item, parts))
  }
  if (typeof value === 'object') {
    return Object.entries(value).every(([key, inner]) => write(`${name}[${encodeURIComponent(key)}]`, inner, parts))
  }
  return parts.push(`${name}=${encodeURIComponent(String(value))}`) > 0
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0)
