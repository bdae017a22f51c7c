import { valuesIn, isSame, type Values } from '../mapping/level.ts'
import type { LiveField } from '../mapping/live-field.ts'
import { fieldsOfRow, rowsById } from '../mapping/rows.ts'
import { commonNodes, withCommonNodes } from '../rich-text/common-nodes.ts'
import { documentOf, nodesOf } from '../rich-text/rich-json.ts'
import { commonInsertions, commonText, withInsertions } from '../text/common-insertions.ts'

interface Sides {
  readonly ours: unknown
  readonly theirs: unknown
  /** What was stored before both changed; `undefined` when that is not known. */
  readonly base: unknown
}

/**
 * What two values of a field are to be taken as made from: what was there before, and what both have got since, for one has it from the
 * other. (A store wrote it into the row, and the process ended before the document knew.) Without what was there before: what
 * they have in common, so that nothing counts as removed by either.
 */
export function commonGround(field: LiveField, { ours, theirs, base }: Sides): unknown {
  const { type } = field.config
  if (isSame(field, ours, theirs)) return ours
  switch (type) {
    case 'text':
    case 'textarea':
    case 'code':
      return groundOfText({ ours, theirs, base })
    case 'richText': {
      const [our, their] = [nodesOf(ours), nodesOf(theirs)]
      return documentOf(base === undefined ? commonNodes(our, their) : withCommonNodes(nodesOf(base), our, their))
    }
    case 'group':
      return groundOfValues(field.fields, { ours, theirs, base })
    case 'array':
    case 'blocks':
      return groundOfRows(field, { ours, theirs, base })
    default:
      return base === undefined ? ours : base
  }
}

function groundOfText({ ours, theirs, base }: Sides): unknown {
  if (typeof ours !== 'string' || typeof theirs !== 'string') return base ?? null
  if (base === undefined) return commonText(ours, theirs)
  const text = typeof base === 'string' ? base : ''
  return withInsertions(text, commonInsertions(text, ours, theirs))
}

function groundOfValues(fields: readonly LiveField[], { ours, theirs, base }: Sides): Values {
  const [our, their] = [valuesIn(ours), valuesIn(theirs)]
  const was = base === undefined ? undefined : valuesIn(base)
  const groundOf = (field: LiveField): unknown => {
    const { name } = field
    return commonGround(field, { ours: our[name], theirs: their[name], base: was && (was[name] ?? null) })
  }
  return Object.fromEntries(fields.map((field) => [field.name, groundOf(field)]))
}

/** Rows that were there, and behind their neighbours those that both have got. */
function groundOfRows(field: LiveField, { ours, theirs, base }: Sides): Values[] {
  const [our, their, was] = [rowsById(ours), rowsById(theirs), rowsById(base)]
  const groundOf = (id: string, row: Values): Values => {
    const [mine, other, before] = [our.get(id), their.get(id), was.get(id)]
    if (mine === undefined || other === undefined) return row
    const fields = fieldsOfRow(field, row['blockType'])
    return { ...row, ...groundOfValues(fields, { ours: mine, theirs: other, base: before }) }
  }
  const ground = new Map([...was].map(([id, row]) => [id, groundOf(id, row)]))
  const order = [...was.keys()]
  let last: string | undefined
  for (const [id, row] of their) {
    if (!was.has(id) && our.has(id)) {
      ground.set(id, groundOf(id, row))
      order.splice(last === undefined ? 0 : order.indexOf(last) + 1, 0, id)
    }
    if (ground.has(id)) last = id
  }
  return order.map((id) => ground.get(id)).filter((row) => row !== undefined)
}
