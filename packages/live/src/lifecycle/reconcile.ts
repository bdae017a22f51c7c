import type * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import type { Values } from '../mapping/level.ts'
import { read } from '../read.ts'
import { writeBack } from '../write-back.ts'
import { attemptOf, storedBy } from './attempt.ts'
import { commonGround } from './common-ground.ts'
import type { Left } from './editors.ts'
import { hashesOf, hashOf, storedState, tell, told } from './server-map.ts'

interface Reconciling {
  readonly stored: Values
  /** That is with what is stored. */
  readonly mark?: string | undefined
  readonly left?: Left
}

/**
 * Brings a shared document and the stored one together again after they were written apart: through another door while it was closed, or
 * because the process ended between the two. What was stored in between is taken over; what is only in the shared document stays, and is
 * stored with its next store. Where both have changed, everything that either has is kept.
 *
 * @returns whether the shared document has something that is not stored
 */
export function reconcile(shape: LiveShape, doc: Y.Doc, { stored, mark, left }: Reconciling): boolean {
  const { values: live } = read(shape, doc)
  const { stored: known = {}, attempt } = told(doc)
  const [liveHashes, storedHashes] = [hashesOf(shape, live), hashesOf(shape, stored)]
  // What was on its way into the row: what is stored was made from it, and the document may have gone on since.
  const own = storedBy(mark, { attempts: left?.attempts ?? [], known: attempt ?? undefined })
  const from: Values = {}
  const to: Values = {}
  for (const field of shape.fields) {
    const { name } = field
    const [base, ours, theirs] = [known[name], liveHashes[name], storedHashes[name]]
    if (ours === theirs || base === theirs || name in own) continue
    const was = base === ours ? live[name] : left?.bases.get(name)?.find((value) => hashOf(field, value) === base)
    from[name] = was === undefined ? commonGround(field, live[name], stored[name]) : was
    to[name] = stored[name] ?? null
  }
  writeBack(shape, doc, { from, to })
  writeBack(shape, doc, { from: own, to: valuesOf(stored, own), newer: 'stays' })
  tell(doc, { attempt: attemptOf(mark) ?? null, ...storedState(shape, stored) })
  const now = hashesOf(shape, read(shape, doc).values)
  return shape.fields.some(({ name }) => now[name] !== storedHashes[name])
}

/** The same fields of another document. */
const valuesOf = (stored: Values, fields: Values): Values =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, stored[name] ?? null]))
