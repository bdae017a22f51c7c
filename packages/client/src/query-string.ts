import { ClientError } from './errors.ts'

/**
 * Writes a query in the notation that the server reads: `where[title][equals]=x&sort=-views`. What is `undefined` is left out.
 *
 * @throws ClientError `CLIENT_QUERY` for an empty list, or something empty in one, which a query string cannot hold
 */
export function toQueryString(query: Readonly<Record<string, unknown>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query)) write(encodeURIComponent(name), value, parts)
  return parts.join('&')
}

function write(name: string, value: unknown, parts: string[]): void {
  if (value === undefined) return
  if (value instanceof Date) parts.push(`${name}=${encodeURIComponent(value.toISOString())}`)
  else if (Array.isArray(value)) {
    if (value.length === 0) throw unwritable(name, 'is an empty list')
    for (const [index, item] of value.entries()) {
      if (item === undefined || isEmpty(item)) throw unwritable(`${name}[${index}]`, 'is empty')
      write(`${name}[${index}]`, item, parts)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) write(`${name}[${encodeURIComponent(key)}]`, inner, parts)
  } else parts.push(`${name}=${encodeURIComponent(String(value))}`)
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0

const unwritable = (name: string, problem: string): ClientError =>
  new ClientError('CLIENT_QUERY', `\`${decodeURIComponent(name)}\` ${problem}.`)
