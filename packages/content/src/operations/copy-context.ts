import { isPlainObject } from '@crochet/hooks'
import type { Context } from '../request.ts'

/**
 * A context of its own for a nested operation: plain objects, lists, maps and sets are copied as deep as they go, everything
 * else (instances, functions) is the same thing in both.
 */
export function copyContext(context: Context): Context {
  const copies = new Map<object, unknown>()

  function copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (copies.has(value)) return copies.get(value)
    if (Array.isArray(value))
      return fill(value, [] as unknown[], (list) => value.forEach((item) => list.push(copy(item))))
    if (value instanceof Map)
      return fill(value, new Map(), (map) => value.forEach((v, key) => map.set(copy(key), copy(v))))
    if (value instanceof Set) return fill(value, new Set(), (set) => value.forEach((item) => set.add(copy(item))))
    if (!isPlainObject(value)) return value
    return fill(value, {} as Context, (object) => {
      for (const key of Object.keys(value)) if (key !== '__proto__') object[key] = copy(value[key])
    })
  }

  function fill<T>(from: object, into: T, run: (into: T) => void): T {
    copies.set(from, into)
    run(into)
    return into
  }

  return copy(context) as Context
}
