import type { AwarenessState } from '../hooks/payloads.ts'
import { absent, type AwarenessEntry } from '../protocol/awareness-update.ts'

/** The states in an awareness update by client id, for a hook to change. That a client leaves is no state. */
export function statesOf(entries: readonly AwarenessEntry[]): Map<number, AwarenessState> {
  const present = entries.filter(({ state }) => state !== absent)
  return new Map(present.map(({ client, state }) => [client, JSON.parse(state) as AwarenessState]))
}

/**
 * The update that says what a hook has left in `states`.
 *
 * @param clockOf last clock known of a client; one that the hook has added comes after it
 */
export function rewriteStates(
  entries: readonly AwarenessEntry[],
  states: ReadonlyMap<number, AwarenessState>,
  clockOf: (client: number) => number,
): AwarenessEntry[] {
  const kept = entries.flatMap((entry) => {
    if (entry.state === absent) return entry
    const state = states.get(entry.client)
    return state === undefined ? [] : { ...entry, state: JSON.stringify(state) }
  })
  const mentioned = new Set(entries.map(({ client }) => client))
  for (const [client, state] of states) {
    if (!mentioned.has(client)) kept.push({ client, clock: clockOf(client) + 1, state: JSON.stringify(state) })
  }
  return kept
}
