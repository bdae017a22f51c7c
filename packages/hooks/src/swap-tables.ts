import { checkEntries, refuseRedefinition } from './check-entry.ts'
import { sameDefinition, type PointDefinition } from './definition.ts'
import type { Entry } from './handler.ts'
import { order } from './order.ts'
import type { Owner } from './owner.ts'
import type { MutablePoint } from './point.ts'
import type { StagedSet } from './staged-set.ts'
import { Tables, type State } from './tables.ts'

/** A staged set and the view that it belongs to. */
export interface Incoming {
  readonly owner: Owner
  readonly set: StagedSet
}

/** Tables with staged sets in the place of what they replace, and the points that have to be compiled again. */
export interface Swapped {
  readonly tables: Tables
  readonly changed: readonly State[]
  /** Points that nobody declares any more, as they were. */
  readonly gone: readonly State[]
}

/**
 * Works out what the engine is with staged sets in place of the former ones, all of them together. Changes nothing.
 *
 * @param checked whether names and ids of all handlers are checked, or a batch will do so when it ends
 * @throws HookError `HOOK_DEFINED_TWICE`, `HOOK_ORDER_CYCLE`, `HOOK_ORDER_UNKNOWN`, `HOOK_UNKNOWN_POINT`
 */
export function swapTables(from: Tables, incoming: readonly Incoming[], checked: boolean): Swapped {
  const tables = new Tables(from)
  const redefined = new Set<string>()
  const touched = new Set<string>()
  for (const { set } of incoming) for (const name of withdrawPoints(tables, set)) redefined.add(name)
  for (const { owner, set } of incoming) {
    for (const declared of set.declared.values()) {
      declare(tables, { owner, before: from.points.get(declared.definition.name), ...declared })
      redefined.add(declared.definition.name)
    }
  }
  for (const { set } of incoming) for (const name of putHandlers(tables, set)) touched.add(name)
  for (const { set } of incoming) {
    for (const { name, which } of set.detached) {
      const entries = tables.attached.get(name) ?? []
      tables.attach(
        name,
        entries.filter((entry) => entry.id !== which && entry.run !== which),
      )
      touched.add(name)
    }
  }

  const names = new Set(redefined)
  for (const name of touched) for (const { definition } of tables.including(name)) names.add(definition.name)
  const changed = [...names].flatMap((name) => {
    const state = tables.points.get(name)
    if (state === undefined) return []
    const placed = { ...state, placed: order(name, tables.entriesOf(state.definition)) }
    tables.declare(placed)
    return [placed]
  })
  if (checked) checkEntries(tables)
  const gone = [...redefined].flatMap((name) => (tables.points.has(name) ? [] : (from.points.get(name) ?? [])))
  return { tables, changed, gone }
}

/** Takes the former view from what it declared. @returns the points that nobody else declared as well */
function withdrawPoints(tables: Tables, { replaces }: StagedSet): string[] {
  return [...(replaces?.points ?? [])].filter((name) => {
    const state = tables.points.get(name)
    if (replaces === undefined || state?.owners.has(replaces) !== true) return false
    const owners = new Set([...state.owners].filter((owner) => owner !== replaces))
    if (owners.size > 0) tables.declare({ ...state, owners })
    else tables.withdraw(name)
    return owners.size === 0
  })
}

interface Declared {
  readonly owner: Owner
  readonly definition: PointDefinition
  readonly point: MutablePoint
  readonly before: State | undefined
}

/** Whoever holds the point keeps it, though its kind may be another now. */
function declare(tables: Tables, { owner, definition, point, before }: Declared): void {
  const known = tables.points.get(definition.name)
  if (known !== undefined && !sameDefinition(known.definition, definition)) refuseRedefinition(known.definition)
  const owners = new Set([...(known?.owners ?? []), owner])
  tables.declare({ definition, point: before?.point ?? point, owners, placed: [] })
}

/** A handler with the id of one that is there takes its place; those of the former view that have no successor go. */
function putHandlers(tables: Tables, set: StagedSet): Set<string> {
  const names = new Set([...set.names, ...(set.replaces?.handlers.keys() ?? [])])
  for (const name of names) {
    const staged = new Map(set.attached(name).map((entry) => [entry.id, entry]))
    const former = set.replaces?.handlers.get(name)
    const result: Entry[] = []
    for (const entry of tables.attached.get(name) ?? []) {
      const successor = staged.get(entry.id)
      staged.delete(entry.id)
      if (successor !== undefined) result.push(successor)
      else if (former?.has(entry) !== true) result.push(entry)
    }
    tables.attach(name, [...result, ...staged.values()])
  }
  return names
}
