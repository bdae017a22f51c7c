import { isPlainObject } from '@crochet/hooks'
import { isDeepStrictEqual } from 'node:util'
import type { Values } from '../mapping/level.ts'
import { rowsById } from '../mapping/rows.ts'

/** Whether two states of a document say the same at each of these paths: `title`, `items.price`, `layout.quote.text`; rows by their `id`. */
export function isSameAt(paths: Iterable<string>, one: Values, other: Values): boolean {
  for (const path of paths) if (!isSame(path.split('.'), one, other)) return false
  return true
}

function isSame(path: readonly string[], one: unknown, other: unknown): boolean {
  const [name, ...rest] = path
  if (name === undefined) return isDeepStrictEqual(one, other)
  if (Array.isArray(one) || Array.isArray(other)) return isSameInRows(path, one, other)
  return isSame(rest, valueOf(one, name), valueOf(other, name))
}

/** In rows that are in both: whoever may not change what is in one may remove it, or add another. */
function isSameInRows(path: readonly string[], one: unknown, other: unknown): boolean {
  const others = rowsById(other)
  return [...rowsById(one)].every(([id, row]) => {
    const its = others.get(id)
    const { blockType } = row
    if (its === undefined || its['blockType'] !== blockType) return true
    if (blockType === undefined) return isSame(path, row, its)
    return blockType !== path[0] || isSame(path.slice(1), row, its)
  })
}

const valueOf = (values: unknown, name: string): unknown => (isPlainObject(values) ? values[name] : undefined)
