import type * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import type { Values } from '../mapping/level.ts'
import { read } from '../read.ts'
import { writeBack } from '../write-back.ts'
import { commonGround } from './common-ground.ts'
import { hashesOf, hashOf, storedState, tell, told } from './server-map.ts'

interface Reconciling {
  readonly stored: Values
  /** What was stored of fields when they were edited: what both were made from, if it is the one that both agreed on. */
  readonly bases?: ReadonlyMap<string, readonly unknown[]>
}

/**
 * Brings a shared document and the stored one together again after they were written apart: through another door while it was closed, or
 * because the process ended between the two. What was stored in between is taken over; what is only in the shared document stays, and is
 * stored with its next store. Where both have changed, everything that either has is kept.
 *
 * @returns whether the shared document has something that is not stored
 */
export function reconcile(shape: LiveShape, doc: Y.Doc, { stored, bases }: Reconciling): boolean {
  const { values: live } = read(shape, doc)
  const { stored: known = {} } = told(doc)
  const [liveHashes, storedHashes] = [hashesOf(shape, live), hashesOf(shape, stored)]
  const from: Values = {}
  const to: Values = {}
  let isAhead = false
  for (const field of shape.fields) {
    const { name } = field
    const [base, ours, theirs] = [known[name], liveHashes[name], storedHashes[name]]
    if (ours === theirs) continue
    if (base !== theirs) {
      const was = base === ours ? live[name] : bases?.get(name)?.find((value) => hashOf(field, value) === base)
      from[name] = commonGround(field, { ours: live[name], theirs: stored[name], base: was })
      to[name] = stored[name] ?? null
    }
    if (base !== ours) isAhead = true
  }
  writeBack(shape, doc, { from, to })
  tell(doc, storedState(shape, stored))
  return isAhead
}
