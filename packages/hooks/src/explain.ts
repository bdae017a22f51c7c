import type { PointDefinition } from './definition.ts'
import type { Entry } from './handler.ts'
import type { Kind } from './hook-map.ts'
import type { Placed } from './order.ts'
import type { Origin } from './origin.ts'

/** A handler that is attached somewhere, as `list()` gives it. */
export interface AttachedHandler {
  readonly hook: string
  readonly id: string
  readonly stage: Entry['stage']
  readonly priority: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly filter: Entry['filter']
  readonly mode: Entry['mode']
  readonly origin: Origin
}

/** A handler in its place, as `explain(name)` gives it. */
export interface ExplainedHandler extends AttachedHandler {
  /** 1 for the first. */
  readonly position: number
  readonly kind: Kind
  /** Milliseconds; 0 for none. */
  readonly deadline: number
  readonly onError: 'stop' | 'isolate'
  /** Why it sits there, for people. */
  readonly reason: string
}

export function describeAttached(entry: Entry): AttachedHandler {
  const { hook, id, stage, priority, before, after, filter, mode, origin } = entry
  return { hook, id, stage, priority, before, after, filter, mode, origin }
}

export function explain(definition: PointDefinition, placed: readonly Placed[]): ExplainedHandler[] {
  const registered = placed.map(({ entry }) => entry.sequence).sort((a, b) => a - b)
  return placed.map(({ entry, waitedFor }, index) => ({
    ...describeAttached(entry),
    position: index + 1,
    kind: definition.kind,
    deadline: entry.timeout ?? definition.deadline,
    onError: entry.onError ?? definition.onError,
    reason: [
      entry.stage === 'normal' ? undefined : `stage "${entry.stage}"`,
      entry.priority === 100 ? undefined : `priority ${entry.priority}`,
      waitedFor === undefined ? undefined : `waits for "${waitedFor.id}" (before/after)`,
      entry.hook === definition.name ? undefined : `attached to "${entry.hook}"`,
      `registered ${registered.indexOf(entry.sequence) + 1} of ${placed.length}`,
    ]
      .filter((part) => part !== undefined)
      .join(', '),
  }))
}
