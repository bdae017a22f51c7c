import type { Encoded } from '../rows/encode.ts'

/** Names under which checked queries hold what is bound to the statement. Everything else belongs to its shape. */
const bound = new Set(['value', 'values', 'needles', 'limit', 'offset'])

/**
 * What two queries have in common that differ only in the values they ask for, and those values.
 *
 * @param query Checked: plain data, and columns and tables of the schema, which have names.
 */
export function shapeOf(query: object): { key: string; values: Encoded[] } {
  const values: Encoded[] = []
  return { key: describe(query, values), values }
}

/** @returns A copy in which other values stand in for those that are bound, in the order of `shapeOf`. */
export function withValues<T extends object>(query: T, values: readonly Encoded[]): T {
  return replace(query, [...values]) as T
}

/** On the hot path of every query: loops, and nothing made that the text does not need. */
function describe(part: unknown, values: Encoded[]): string {
  if (typeof part === 'string') return `${part.length}"${part}`
  if (typeof part !== 'object' || part === null) return String(part)
  if (Array.isArray(part)) {
    let list = '['
    for (const item of part) list += `${describe(item, values)},`
    return `${list}]`
  }
  const fields = part as Readonly<Record<string, unknown>>
  if (fields['name'] !== undefined) return String(fields['name'])
  let text = '{'
  for (const name in fields) text += `${name}:${describeValue(name, fields[name], values)},`
  return `${text}}`
}

function describeValue(name: string, value: unknown, values: Encoded[]): string {
  if (!isBound(name, value)) return describe(value, values)
  // Statements may depend on how many values there are and on their types.
  let types = '?'
  for (const item of Array.isArray(value) ? (value as Encoded[]) : [value as Encoded]) {
    values.push(item)
    types += (typeof item)[0]
  }
  return types
}

function replace(part: unknown, values: Encoded[]): unknown {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((item) => replace(item, values))
  if ('name' in part) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      if (!isBound(name, value)) return [name, replace(value, values)]
      return [name, Array.isArray(value) ? values.splice(0, value.length) : values.shift()]
    }),
  )
}

/** No limit and no offset are other statements than some. */
function isBound(name: string, value: unknown): boolean {
  return bound.has(name) && value !== undefined && !(name === 'offset' && value === 0)
}
