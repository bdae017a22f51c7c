import type { Id } from '@crochet/storage'
import { loadDocuments } from '../documents/load-documents.ts'
import { NotFound } from '../errors.ts'
import type { Select } from '../hooks/payloads.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import type { Doc } from '../untyped.ts'
import { afterOperation } from './call-hooks.ts'
import { onePage, type Page } from '../query/page.ts'
import { columnsToRead } from './columns-to-read.ts'
import { gather, type Gathered } from './gather-places.ts'
import { insideOf } from './inside-of.ts'
import { present } from './present.ts'
import { readDocuments, type Fetched, type Reading } from './read-documents.ts'
import type { Run } from './run.ts'

/** How many ids one read of a collection asks for: what a list in a `where` may hold. */
export const mostIds = 1000

/** Documents that others refer to, with the places in them that are to be filled before they are finished. */
export interface Targets extends Gathered {
  readonly slug: string
  /** @returns the documents as the caller may see them */
  finish(): Promise<Doc[]>
}

/**
 * Reads the documents of a collection that have these ids: a find like any other, for the same caller.
 *
 * @param asked `ids`: at most `mostIds`; `select`: default what the caller or the collection says about populated documents
 */
export async function readTargets(
  run: Run,
  asked: { slug: string; ids: readonly Id[]; depth: number; select?: Select },
): Promise<Targets> {
  const { slug, ids, depth } = asked
  const entity = run.core.collections.get(slug)
  if (entity === undefined) throw new NotFound(`There is no collection "${slug}".`, 'UNKNOWN_COLLECTION')
  const { populate } = run.args
  const joins = run.args.joins === false ? false : undefined
  const select = asked.select ?? populate?.[slug] ?? entity.defaultPopulate
  const inner = insideOf(run, entity, { where: { id: { in: ids } }, depth, populate, joins, select })
  const fetched = await readDocuments(inner, readingOf(ids))
  const gathered = await gather(inner, fetched.docs)
  return {
    ...gathered,
    slug,
    async finish() {
      const { docs } = await afterOperation(inner, fetched.result(gathered.docs))
      return Array.isArray(docs) ? Promise.all(docs.map((doc) => present(inner, doc))) : []
    },
  }
}

function readingOf(ids: readonly Id[]): Reading<Page> {
  const found = (docs: Doc[]): Fetched<Page> => ({ docs, result: onePage })
  return {
    list: true,
    refused: () => found([]),
    async fetch(run, query, allowed) {
      const { points } = run.entity
      const asked = toAllowedWhere(run, query, allowed)
      // Handlers may have put something else in the place of the ids.
      const isTouched = points.beforeOperation.used || points.beforeRead.used
      const same = { column: 'id', operator: 'in', value: ids } as const
      const where = isTouched ? { and: [same, asked] } : asked
      return found(await loadDocuments(run.reader(), run.entity, { where, ...columnsToRead(run.entity, query.select) }))
    },
    answered: found,
    present: async (_run, result) => result,
  }
}
