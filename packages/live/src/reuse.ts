import { isPlainObject } from '@crochet/hooks'
import { isDeepStrictEqual } from 'node:util'

/**
 * A value in which everything that is as it was in another one is the same object as there: who has both sees at once what is equal.
 *
 * @param now JSON
 * @param before is not changed by anybody as long as the result lives
 * @returns deeply equal to `now`; `before` itself if that is equal
 */
export function reuse<T>(now: T, before: unknown): T
export function reuse(now: unknown, before: unknown): unknown {
  if (now === before) return before
  if (Array.isArray(now)) return Array.isArray(before) ? reuseItems(now, before) : now
  if (!isPlainObject(now) || !isPlainObject(before)) return isDeepStrictEqual(now, before) ? before : now
  return reuseEntries(now, before)
}

function reuseEntries(now: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(now)
  let isSame = Object.keys(before).length === keys.length
  const values: unknown[] = []
  for (const key of keys) {
    const isThere = Object.hasOwn(before, key)
    const value = isThere ? reuse(now[key], before[key]) : now[key]
    if (!isThere || value !== before[key]) isSame = false
    values.push(value)
  }
  return isSame ? before : Object.fromEntries(keys.map((key, index) => [key, values[index]]))
}

/** Items are looked for where they were, counted from the beginning, and behind the first that differs from the end. */
function reuseItems(now: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  const made = [...now]
  const most = Math.min(now.length, before.length)
  let start = 0
  while (start < most && (made[start] = reuse(now[start], before[start])) === before[start]) start++
  if (start === now.length && start === before.length) return before
  const shift = before.length - now.length
  for (let at = now.length - 1; at >= start && at + shift >= start; at--) made[at] = reuse(now[at], before[at + shift])
  return made
}
