import { HookError } from './errors.ts'
import type { Entry, Stage } from './handler.ts'

const stages: Record<Stage, number> = { early: 0, normal: 1, late: 2 }

/** Stage, then priority (higher first), then time of registration. Constraints come on top. */
const byRank = (a: Entry, b: Entry): number =>
  stages[a.stage] - stages[b.stage] || b.priority - a.priority || a.sequence - b.sequence

/** A handler in its final place, with the constraint that moved it there, if one did. */
export interface Placed {
  readonly entry: Entry
  /** The last of the handlers that a constraint made this one wait for, where its rank alone would have put it earlier. */
  readonly waitedFor: Entry | undefined
}

/**
 * The final order of the handlers of one hook point: rank first, and a handler that must run after another waits for it.
 *
 * @param hook name of the hook point, for errors
 * @param entries in any order
 * @returns every entry once, in the order in which they run; constraints on absent ids are passed over
 * @throws HookError `HOOK_ORDER_CYCLE` with the path of the contradiction
 */
export function order(hook: string, entries: readonly Entry[]): Placed[] {
  const waiting = [...entries].sort(byRank)
  const earlier = predecessors(entries)
  const placed: Placed[] = []
  const done = new Set<Entry>()
  while (waiting.length > 0) {
    const index = waiting.findIndex((entry) =>
      [...(earlier.get(entry)?.keys() ?? [])].every((other) => done.has(other)),
    )
    const entry = waiting[index]
    if (entry === undefined) throw cycleError(hook, waiting, earlier)
    waiting.splice(index, 1)
    placed.push({ entry, waitedFor: lastAwaited(entry, placed, earlier) })
    done.add(entry)
  }
  return placed
}

/** For each handler those that must run before it, with the constraint that says so. */
type Predecessors = Map<Entry, Map<Entry, string>>

function predecessors(entries: readonly Entry[]): Predecessors {
  const byId = Map.groupBy(entries, (entry) => entry.id)
  const result: Predecessors = new Map(entries.map((entry) => [entry, new Map<Entry, string>()]))
  for (const entry of entries) {
    for (const id of entry.after) {
      for (const other of byId.get(id) ?? []) result.get(entry)?.set(other, `"${entry.id}" runs after "${id}"`)
    }
    for (const id of entry.before) {
      for (const other of byId.get(id) ?? []) result.get(other)?.set(entry, `"${entry.id}" runs before "${id}"`)
    }
  }
  return result
}

function lastAwaited(entry: Entry, placed: readonly Placed[], earlier: Predecessors): Entry | undefined {
  const awaited = earlier.get(entry)
  const last = placed.findLast((other) => awaited?.has(other.entry))
  return last !== undefined && byRank(entry, last.entry) < 0 ? last.entry : undefined
}

function cycleError(hook: string, waiting: readonly Entry[], earlier: Predecessors): HookError {
  const path: Entry[] = []
  let current = waiting[0]
  while (current !== undefined && !path.includes(current)) {
    path.unshift(current)
    current = [...(earlier.get(current)?.keys() ?? [])].find((other) => waiting.includes(other))
  }
  const cycle = current === undefined ? path : path.slice(0, path.indexOf(current) + 1)
  const ids = [current ?? cycle[0], ...cycle].map((entry) => `"${entry?.id}"`)
  const reasons = cycle.flatMap((entry) =>
    [...(earlier.get(entry)?.entries() ?? [])].filter(([other]) => cycle.includes(other)).map(([, reason]) => reason),
  )
  return new HookError(
    'HOOK_ORDER_CYCLE',
    `handlers of "${hook}" wait for each other: ${ids.join(' → ')} (${reasons.join('; ')})`,
    {
      hook,
      handler: current?.id,
      origin: current?.origin,
    },
  )
}
