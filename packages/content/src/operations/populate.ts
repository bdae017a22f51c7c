import type { Id } from '@crochet/storage'
import { isIdOf } from '../config/own-id.ts'
import { copyPlain } from '../documents/copy-plain.ts'
import type { Place } from '../documents/places.ts'
import { QueryError } from '../errors.ts'
import { readDepth } from '../query/depth.ts'
import type { Doc } from '../untyped.ts'
import { gather, type Gathered } from './gather-places.ts'
import { readBorrowed } from './read-borrowed.ts'
import { mostIds, readTargets, type Targets } from './read-targets.ts'
import type { Run } from './run.ts'

/** How many documents are populated together: a page at most. */
const atOnce = 250
/** How many documents are put into those of one page, level by level. */
const mostPlaced = 10_000

/**
 * Puts documents in the place of their ids, as deep as the arguments say: one read of each collection and level, for all documents
 * together. Those that are missing or may not be read stay ids. A document that is met twice is read once, and every place has a
 * copy of its own, so that what is done to one changes no other. What joins find and fields borrow is put in on the way.
 *
 * @returns copies of the documents that had something to populate, the others as they are
 * @throws QueryError `DEPTH_RANGE`, `POPULATE_LIMIT`; what hooks of the other collections throw
 */
export async function populate(run: Run, docs: readonly Doc[]): Promise<Doc[]> {
  if (!canPopulate(run)) return [...docs]
  const depth = readDepth(run.args.depth)
  const populated: Doc[] = []
  for (let start = 0; start < docs.length; start += atOnce) {
    const page = await gather(run, docs.slice(start, start + atOnce))
    await fill([page], depth, { run, placed: 0 })
    populated.push(...page.docs)
  }
  return populated
}

/** Whether there is anything that could be put into its documents. @throws QueryError `DEPTH_RANGE` */
export function canPopulate({ entity: { joins, borrowed, steps }, args }: Run): boolean {
  const depth = readDepth(args.depth)
  return joins.length > 0 || borrowed.length > 0 || (depth > 0 && steps.relations.length > 0)
}

/** What the levels of one page share. */
interface Filling {
  readonly run: Run
  placed: number
}

async function fill(above: readonly Gathered[], depth: number, filling: Filling): Promise<void> {
  for (const { run: reader, docs } of above) await readBorrowed(reader, docs)
  const places = above.flatMap((gathered) => gathered.places)
  if (depth === 0 || places.length === 0) return
  const { run } = filling
  const level: Targets[] = []
  for (const [slug, ids] of idsBySlug(run, places)) {
    for (let start = 0; start < ids.length; start += mostIds) {
      level.push(await readTargets(run, { slug, ids: ids.slice(start, start + mostIds), depth: depth - 1 }))
    }
  }
  await fill(level, depth - 1, filling)
  const found = new Map<string, Doc>()
  for (const targets of level) {
    for (const doc of await targets.finish()) found.set(keyOf(targets.slug, doc['id']), doc)
  }
  putAll(places, found, filling)
}

function idsBySlug({ core }: Run, places: readonly Place[]): [string, Id[]][] {
  // Hooks may have left any id in a document on its way out; what can be no id of the collection names nothing.
  const possible = places.filter(({ to, id }) => {
    const entity = core.collections.get(to)
    return entity !== undefined && isIdOf(entity, id)
  })
  const groups = Map.groupBy(possible, ({ to }) => to)
  return [...groups].map(([slug, group]) => [slug, [...new Set(group.map(({ id }) => id))]])
}

function putAll(places: readonly Place[], found: ReadonlyMap<string, Doc>, filling: Filling): void {
  const taken = new Set<string>()
  for (const place of places) {
    const key = keyOf(place.to, place.id)
    const doc = found.get(key)
    if (doc === undefined) continue
    if (++filling.placed > mostPlaced) {
      const message = `The answer would hold more than ${mostPlaced} documents inside those that were asked for.`
      throw new QueryError('POPULATE_LIMIT', message, place.path)
    }
    place.put(taken.has(key) ? copyPlain(doc) : doc)
    taken.add(key)
  }
}

const keyOf = (slug: string, id: Id): string => JSON.stringify([slug, id])
