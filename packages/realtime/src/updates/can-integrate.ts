import type { ClientStructs } from './parse-update.ts'

/** The structs of one client while they are followed. */
interface Part {
  readonly references: readonly number[]
  readonly end: number
  /** Where what is known of the client ends. */
  readonly known: number
  /** The first of the references that is not met. */
  at: number
  /** What others wait for here, by clock, and how many of these have been reached. */
  readonly awaited: Awaited[]
  reached: number
}

interface Awaited {
  readonly clock: number
  readonly by: Part
  /** Which reference of `by` it is. */
  readonly at: number
}

/**
 * Whether all structs of an update can be integrated in some order, given what is known. Every client is followed until it
 * waits for another one, and again when that has come far enough; structs that wait for each other are never reached.
 *
 * @param clockOf where what is known of a client ends
 */
export function canIntegrate(structs: readonly ClientStructs[], clockOf: (client: number) => number): boolean {
  const parts = new Map<number, Part>()
  for (const { client, count, end, references } of structs) {
    if (count > 0) parts.set(client, { references, end, known: clockOf(client), at: 0, awaited: [], reached: 0 })
  }
  for (const part of parts.values()) if (!findAwaited(part, parts, clockOf)) return false
  for (const { awaited } of parts.values()) awaited.sort((left, right) => left.clock - right.clock)
  const queue = [...parts.values()]
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    advance(part, parts)
    wake(part, queue)
  }
  return parts.values().every(({ at, references }) => at >= references.length)
}

/** @returns whether everything it refers to is known or in the update */
function findAwaited(part: Part, parts: ReadonlyMap<number, Part>, clockOf: (client: number) => number): boolean {
  const { references } = part
  for (let at = 0; at < references.length; at += 3) {
    const client = Number(references[at + 1])
    const clock = Number(references[at + 2])
    const other = parts.get(client)
    if (clock < (other?.known ?? clockOf(client))) continue
    if (other === undefined || clock >= other.end) return false
    other.awaited.push({ clock, by: part, at })
  }
  return true
}

/** Follows a client up to the first struct that waits. */
function advance(part: Part, parts: ReadonlyMap<number, Part>): void {
  const { references } = part
  for (; part.at < references.length; part.at += 3) {
    const other = parts.get(Number(references[part.at + 1]))
    if (other !== undefined && Number(references[part.at + 2]) >= clockReached(other)) return
  }
}

/** Lets those go on that waited for what has been reached. */
function wake(part: Part, queue: Part[]): void {
  const clock = clockReached(part)
  for (; part.reached < part.awaited.length; part.reached++) {
    const next = part.awaited[part.reached]
    if (next === undefined || next.clock >= clock) return
    if (next.by.at === next.at) queue.push(next.by)
  }
}

const clockReached = ({ references, at, end, known }: Part): number => Math.max(known, Number(references[at] ?? end))
