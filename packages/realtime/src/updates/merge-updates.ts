import { DeleteSet } from './delete-set.ts'
import { descending, encodeSections } from './encode-update.ts'
import type { ParsedUpdate } from './parse-update.ts'
import { StructRun } from './struct-run.ts'
import { mergeUpdates as mergeWithYjs } from 'yjs'

/**
 * Makes one update, for a broadcast, of several that were taken in this order. One alone is returned as it came.
 *
 * @returns an update in Yjs' V1 encoding
 */
export function mergeUpdates(updates: readonly ParsedUpdate[]): Uint8Array {
  const [only] = updates
  if (only !== undefined && updates.length === 1) return only.bytes
  const runs = new Map<number, StructRun>()
  const deletions = new DeleteSet()
  for (const update of updates) {
    for (const structs of update.structs) {
      let run = runs.get(structs.client)
      if (run === undefined) runs.set(structs.client, (run = new StructRun(structs.client, structs.clock, 'any')))
      if (run.end !== structs.clock) return mergeWithYjs(updates.map(({ bytes }) => bytes))
      run.append(structs)
    }
    for (const each of update.deletions) deletions.add(each)
  }
  return encodeSections([...runs.values()].toSorted(descending), deletions.encode())
}
