import type { Id, Reader } from '@crochet/storage'
import { isIdOf } from '../config/own-id.ts'
import { placesIn, type Place } from '../documents/places.ts'
import { ValidationError } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import type { WriteRun } from './run.ts'

/** How many ids one query asks for. */
const atOnce = 1000

/**
 * Checks that there is a document behind every id that is to be written: one query for each collection, in the transaction of the
 * write. What the same field has stored already is not asked about again: a document that it names may have been deleted since.
 *
 * @param values the fields that are written, as they will be stored
 * @throws ValidationError with the path of each id that is none
 */
export async function checkTargets(run: WriteRun, values: Doc, reader: Reader): Promise<void> {
  const { relations } = run.entity.steps
  if (relations.length === 0) return
  const places = [...placesIn(relations, { data: values, previous: undefined, prefix: '' })]
  if (places.length === 0) return
  const stored = placesIn(relations, { data: run.stored ?? {}, previous: undefined, prefix: '' })
  const known = new Set(Array.from(stored, keyOf))
  const asked = places.filter((place) => !known.has(keyOf(place)))
  const missing: Place[] = []
  for (const [slug, group] of Map.groupBy(asked, ({ to }) => to)) {
    const there = await idsThere(run, reader, { slug, ids: group.map(({ id }) => id) })
    missing.push(...group.filter(({ id }) => !there.has(id)))
  }
  if (missing.length === 0) return
  throw new ValidationError(
    missing.map(({ path, top, to }) => ({ path, message: `names no document of "${to}"`, field: top })),
  )
}

const keyOf = ({ top, to, id }: Place): string => JSON.stringify([top, to, id])

async function idsThere(
  { core }: WriteRun,
  reader: Reader,
  { slug, ids }: { slug: string; ids: readonly Id[] },
): Promise<ReadonlySet<unknown>> {
  const entity = core.collections.get(slug)
  const possible = entity === undefined ? [] : [...new Set(ids)].filter((id) => isIdOf(entity, id))
  const there = new Set<unknown>()
  for (let start = 0; start < possible.length; start += atOnce) {
    const value = possible.slice(start, start + atOnce)
    const rows = await reader.find(slug, { where: { column: 'id', operator: 'in', value }, select: ['id'] })
    for (const { id } of rows) there.add(id)
  }
  return there
}
