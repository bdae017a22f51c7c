import type { ClientStructs } from './parse-update.ts'

/** How far a client's structs of the update have come: its references up to `at` are met. */
interface Progress {
  readonly structs: ClientStructs
  at: number
  /** Whether others wait for it just now. */
  onPath: boolean
}

/**
 * Whether all structs can be integrated in some order, given what is known. References between clients of the same update are
 * followed from client to client, each of them once; a circle ends it.
 *
 * @param clockOf where what is known of a client ends
 */
export function canIntegrate(structs: readonly ClientStructs[], clockOf: (client: number) => number): boolean {
  const waiting = new Map<number, Progress>()
  for (const each of structs) {
    if (each.count > 0) waiting.set(each.client, { structs: each, at: 0, onPath: false })
  }
  const reached = (client: number): number => {
    const progress = waiting.get(client)
    if (progress === undefined) return clockOf(client)
    const { references, end } = progress.structs
    return Math.max(clockOf(client), Number(references[progress.at] ?? end))
  }
  for (const first of waiting.values()) {
    const path = [first]
    first.onPath = true
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const blocker = advance(top, reached)
      const below = path.at(-2)
      if (blocker === undefined || (below !== undefined && advance(below, reached) !== top.structs.client)) {
        path.pop()
        top.onPath = false
        continue
      }
      const next = waiting.get(blocker)
      if (next === undefined || next.onPath || next.at >= next.structs.references.length) return false
      path.push(next)
      next.onPath = true
    }
  }
  return true
}

/** @returns the client that the next struct waits for; `undefined` when all references are met */
function advance(progress: Progress, reached: (client: number) => number): number | undefined {
  const { references } = progress.structs
  for (; progress.at < references.length; progress.at += 3) {
    const client = Number(references[progress.at + 1])
    if (Number(references[progress.at + 2]) >= reached(client)) return client
  }
  return undefined
}
