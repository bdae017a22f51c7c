import type * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import { isSame, valuesIn, type Values } from '../mapping/level.ts'
import type { LiveField } from '../mapping/live-field.ts'
import { fieldsOfRow, rowsById } from '../mapping/rows.ts'
import { read } from '../read.ts'
import { diffText, keptOf } from '../text/diff-text.ts'
import { writeBack } from '../write-back.ts'
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
      const madeFrom = base === ours ? live[name] : bases?.get(name)?.find((value) => hashOf(field, value) === base)
      from[name] = madeFrom === undefined ? inCommon(field, live[name], stored[name]) : madeFrom
      to[name] = stored[name] ?? null
    }
    if (base !== ours) isAhead = true
  }
  writeBack(shape, doc, { from, to })
  tell(doc, storedState(shape, stored))
  return isAhead
}

/** What two values have in common: taken for what both were made from, nothing has been removed by either. */
function inCommon(field: LiveField, one: unknown, other: unknown): unknown {
  const { type } = field.config
  if (isSame(field, one, other)) return one
  switch (type) {
    case 'text':
    case 'textarea':
    case 'code':
      return typeof one === 'string' && typeof other === 'string' ? commonText(one, other) : null
    case 'group':
      return commonValues(field.fields, valuesIn(one), valuesIn(other))
    case 'array':
    case 'blocks': {
      const others = rowsById(other)
      return [...rowsById(one)].flatMap(([id, row]) => {
        const its = others.get(id)
        if (its === undefined) return []
        return [{ ...row, ...commonValues(fieldsOfRow(field, row['blockType']), row, its) }]
      })
    }
    case 'richText':
      return null
    default:
      return one
  }
}

const commonValues = (fields: readonly LiveField[], one: Values, other: Values): Values =>
  Object.fromEntries(fields.map((field) => [field.name, inCommon(field, one[field.name], other[field.name])]))

const commonText = (one: string, other: string): string =>
  keptOf(diffText(one, other, 'words'), one.length)
    .map(({ from, length }) => one.slice(from, from + length))
    .join('')
