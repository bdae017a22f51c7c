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

function describe(part: unknown, values: Encoded[]): string {
  if (typeof part === 'string') return JSON.stringify(part)
  if (typeof part !== 'object' || part === null) return String(part)
  if (Array.isArray(part)) return `[${part.map((item) => describe(item, values)).join()}]`
  if ('name' in part) return String(part.name)
  let text = '{'
  for (const [name, value] of Object.entries(part)) text += `${name}:${describeValue(name, value, values)},`
  return `${text}}`
}

function describeValue(name: string, value: unknown, values: Encoded[]): string {
  if (!isBound(name, value)) return describe(value, values)
  const list: readonly Encoded[] = Array.isArray(value) ? value : [value]
  values.push(...list)
  // Statements may depend on how many values there are and on their types.
  return `?${list.map((item) => (typeof item)[0]).join('')}`
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
