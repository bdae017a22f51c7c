import { HookError } from './errors.ts'
import { describeEntry, type Entry } from './handler.ts'
import { nearest } from './nearest.ts'
import type { State, Tables } from './tables.ts'

/** @throws HookError for a handler on an unknown hook point or with an unknown id in a constraint */
export function checkEntry(tables: Tables, entry: Entry): void {
  const points = tables.including(entry.hook)
  const about = { hook: entry.hook, handler: entry.id, origin: entry.origin }
  if (points.length === 0) {
    const guess = didYouMean(tables, entry.hook)
    const message = `handler ${describeEntry(entry)} is attached to "${entry.hook}", which is no hook point${guess}`
    throw new HookError('HOOK_UNKNOWN_POINT', message, about)
  }
  refuseBackground(points, entry)
  for (const id of [...entry.before, ...entry.after]) {
    if (points.some(({ placed }) => placed.some((other) => other.entry.id === id))) continue
    const ids = points.flatMap(({ placed }) => placed.map((other) => other.entry.id))
    const close = nearest(id, ids)
    const side = entry.before.includes(id) ? 'before' : 'after'
    const path = `"${entry.hook}" → ${describeEntry(entry)} → ${side}: "${id}"`
    const message = `${path}: no handler has this id${close === undefined ? '' : `; did you mean "${close}"?`}`
    throw new HookError('HOOK_ORDER_UNKNOWN', message, about)
  }
}

/** @throws HookError `HOOK_BACKGROUND_REFUSED` for a background handler where the outcome of the dispatch counts at once */
function refuseBackground(points: readonly State[], entry: Entry): void {
  const refusing = points.find(({ definition }) => definition.background === false)
  if (entry.mode !== 'background' || refusing === undefined) return
  const { name, instead } = refusing.definition
  const use = instead === undefined ? '' : `; in the background, use ${instead}`
  const message = `handler ${describeEntry(entry)} cannot run in the background of "${name}", which counts on it at once${use}`
  const about = { hook: entry.hook, handler: entry.id, origin: entry.origin }
  throw new HookError('HOOK_BACKGROUND_REFUSED', message, about)
}

/** @throws HookError for the first handler that `checkEntry` refuses */
export function checkEntries(tables: Tables): void {
  for (const entries of tables.attached.values()) for (const entry of entries) checkEntry(tables, entry)
}

export function didYouMean(tables: Tables, name: string): string {
  const close = nearest(name, tables.points.keys())
  return close === undefined ? '' : `; did you mean "${close}"?`
}

/** @throws HookError `HOOK_DEFINED_TWICE`, always */
export function refuseRedefinition({ name, kind }: { name: string; kind: string }): never {
  const message = `hook point "${name}" is already declared as "${kind}" with other options`
  throw new HookError('HOOK_DEFINED_TWICE', message, { hook: name })
}
