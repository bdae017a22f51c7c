import type { Field } from '../config/compile.ts'
import type { Doc } from '../untyped.ts'
import { isSame } from './is-same.ts'

/**
 * Every path whose stored value differs, those on the way to it included: `items`, `items.0`, `items.0.price`. Compared with
 * nothing (`before` is `undefined`), every value that is not `null` differs.
 */
export function changedPaths(fields: readonly Field[], before: Doc | undefined, after: Doc): Set<string> {
  const paths = new Set<string>()
  for (const { name } of fields) collect(paths, name, { before: before?.[name], after: after[name] })
  return paths
}

function collect(paths: Set<string>, path: string, values: { before: unknown; after: unknown }): void {
  const before = values.before ?? null
  const after = values.after ?? null
  if (isSame(before, after)) return
  paths.add(path)
  for (const key of new Set([...keysOf(before), ...keysOf(after)])) {
    collect(paths, `${path}.${key}`, { before: at(before, key), after: at(after, key) })
  }
}

const keysOf = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : [])

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Doc)[key] : undefined
