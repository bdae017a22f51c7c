import type { Id, Reader, Where as StorageWhere } from '@crochet/storage'
import { readableDocuments } from '../access/readable-documents.ts'
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
  refuse(await missingTargets(run, values, reader))
}

/** The places of ids that name no document, where `checkTargets` would refuse them. */
export async function missingTargets(run: WriteRun, values: Doc, reader: Reader): Promise<Place[]> {
  const missing: Place[] = []
  for (const [slug, group] of newTargets(run, values)) {
    const there = await idsThere(run, reader, { slug, ids: group.map(({ id }) => id) })
    missing.push(...group.filter(({ id }) => !there.has(id)))
  }
  return missing
}

/**
 * Checks that whoever sends an id may read the document behind it: otherwise the answer would tell whether there is one. What hooks
 * put into relationships is theirs to decide.
 *
 * @throws ValidationError as for ids of no document
 */
export async function checkSentTargets(run: WriteRun): Promise<void> {
  if (!run.enforce) return
  const missing: Place[] = []
  for (const [slug, group] of newTargets(run, run.data)) {
    const readable = await readableDocuments(run, slug)
    if (readable === 'all') continue
    const ids = group.map(({ id }) => id)
    const there = readable === 'none' ? new Set() : await idsThere(run, run.reader(), { slug, ids, among: readable })
    missing.push(...group.filter(({ id }) => !there.has(id)))
  }
  refuse(missing)
}

/** The ids in relationships that the same field has not stored already, by collection. */
function newTargets({ entity, stored }: WriteRun, values: Doc): Map<string, Place[]> {
  const { relations } = entity.steps
  if (relations.length === 0) return new Map()
  const places = [...placesIn(relations, { data: values, previous: undefined, prefix: '' })]
  if (places.length === 0) return new Map()
  const known = new Set(Array.from(placesIn(relations, { data: stored ?? {}, previous: undefined, prefix: '' }), keyOf))
  return Map.groupBy(
    places.filter((place) => !known.has(keyOf(place))),
    ({ to }) => to,
  )
}

function refuse(missing: readonly Place[]): void {
  if (missing.length === 0) return
  throw new ValidationError(
    missing.map(({ path, top, to }) => ({ path, message: `names no document of "${to}"`, field: top })),
  )
}

const keyOf = ({ top, to, id }: Place): string => JSON.stringify([top, to, id])

async function idsThere(
  { core }: WriteRun,
  reader: Reader,
  { slug, ids, among }: { slug: string; ids: readonly Id[]; among?: StorageWhere },
): Promise<ReadonlySet<unknown>> {
  const entity = core.collections.get(slug)
  const possible = entity === undefined ? [] : [...new Set(ids)].filter((id) => isIdOf(entity, id))
  const there = new Set<unknown>()
  for (let start = 0; start < possible.length; start += atOnce) {
    const value = possible.slice(start, start + atOnce)
    const named: StorageWhere = { column: 'id', operator: 'in', value }
    const where = among === undefined ? named : { and: [named, among] }
    const rows = await reader.find(slug, { where, select: ['id'] })
    for (const { id } of rows) there.add(id)
  }
  return there
}
