import { canIntegrate } from './can-integrate.ts'
import type { DeleteSet } from './delete-set.ts'
import { encodeUpdate } from './encode-update.ts'
import type { ClientDeletions, ClientStructs, ParsedUpdate } from './parse-update.ts'
import { without } from './ranges.ts'
import { sliceStructs } from './slice-structs.ts'
import { none } from './struct-walker.ts'

/**
 * What became of an update: all of it was `known`; or it was `taken`, and `news` is what was not known of it (the same object
 * if that is all of it); or it is `undecided`, because something that it builds on is missing, and only Yjs can keep it
 * aside: then nothing has changed.
 */
export type Taken =
  | { readonly is: 'known' }
  | { readonly is: 'taken'; readonly news: ParsedUpdate }
  | { readonly is: 'undecided' }

/** What is known already. */
export interface Known {
  /** Where what is known of a client ends. */
  readonly clockOf: (client: number) => number
  readonly deletions: DeleteSet
}

const known: Taken = { is: 'known' }
const undecided: Taken = { is: 'undecided' }

/** Decides what of an update is new, and whether Yjs would integrate all of that at once. */
export function findNews(update: ParsedUpdate, { clockOf, deletions }: Known): Taken {
  const structs = update.structs.filter(({ client, count, end }) => count > 0 && end > clockOf(client))
  const deleted = newDeletions(update.deletions, deletions)
  if (structs.length === 0 && deleted.length === 0) return known
  if (update.repeats || !structs.every((each) => follows(each, clockOf(each.client)))) return undecided
  // Of all structs: Yjs keeps aside also one that it has, if that claims to build on something else.
  if (!update.structs.every((each) => refersToKnown(each, clockOf)) && !canIntegrate(update.structs, clockOf)) {
    return undecided
  }
  if (!exist(deleted, structs, clockOf)) return undecided
  const fresh = structs.map((each) => behind(each, clockOf(each.client)))
  const sameStructs = fresh.length === update.structs.length && fresh.every((each, at) => each === update.structs[at])
  const sameDeletions =
    deleted.length === update.deletions.length && deleted.every((each, at) => each === update.deletions[at])
  if (sameStructs && sameDeletions) return { is: 'taken', news: update }
  const bytes = encodeUpdate(fresh, deleted)
  return { is: 'taken', news: { bytes, structs: fresh, deletions: deleted, repeats: false } }
}

function newDeletions(all: readonly ClientDeletions[], deletions: DeleteSet): ClientDeletions[] {
  const result: ClientDeletions[] = []
  for (const each of all) {
    const ranges = deletions.missing(each)
    if (ranges === each.ranges) result.push(each)
    else if (ranges.length > 0) result.push({ client: each.client, ranges })
  }
  return result
}

const follows = ({ clock, skippedTo }: ClientStructs, end: number): boolean => clock <= end && skippedTo <= end

function refersToKnown({ references }: ClientStructs, clockOf: (client: number) => number): boolean {
  for (let at = 0; at < references.length; at += 3) {
    if (Number(references[at + 2]) >= clockOf(Number(references[at + 1]))) return false
  }
  return true
}

/** Whether there will be something at each clock that is deleted. */
function exist(
  deletions: readonly ClientDeletions[],
  structs: readonly ClientStructs[],
  clockOf: (client: number) => number,
): boolean {
  let ends: Map<number, number> | undefined
  for (const { client, ranges } of deletions) {
    const last = Number(ranges.at(-1))
    if (last <= clockOf(client)) continue
    ends ??= new Map(structs.map((each) => [each.client, each.end]))
    if (last > (ends.get(client) ?? 0)) return false
  }
  return true
}

/** The structs behind a clock; the same object if that is all of them. */
function behind(structs: ClientStructs, clock: number): ClientStructs {
  if (structs.clock === clock) return structs
  const { head, from, skipped } = sliceStructs(structs, clock)
  const source = concatenate(head, structs.source.subarray(from, structs.to))
  const lastFrom = Math.max(0, structs.lastFrom - from + head.length)
  const place = { source, from: 0, to: source.length, lastFrom, marks: none }
  const collected = without(structs.collected, [0, clock])
  return { ...structs, ...place, clock, count: structs.count - skipped, collected, skippedTo: 0 }
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}
