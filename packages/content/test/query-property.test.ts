import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Data, Doc, Untyped } from '../src/index.ts'
import { openContent, type Opened } from './open-content.ts'
import { documents, otherID, others, queries, things } from './query-arbitraries.ts'
import { compare, matches, paths, sorted, valueToSortBy, world, type Path } from './query-reference.ts'

const collection = 'things'

async function fill(app: Opened, data: readonly Data[]): Promise<Doc[]> {
  await app.content.delete({ collection, where: {} })
  const created: Doc[] = []
  for (const each of data) {
    const withIDs = resolve(each, created)
    created.push(await app.content.create({ collection, data: withIDs, depth: 0, joins: false }))
  }
  world.clear()
  for (const doc of created) world.set(doc['id'], doc)
  return created
}

const idOf = (of: unknown, docs: readonly Doc[]): string | null =>
  of === otherID ? otherID : (docs[Number(of) % Math.max(docs.length, 1)]?.['id'] ?? null)

function pairOf(of: unknown, docs: readonly Doc[]): object | null {
  const value = idOf(of, docs)
  return value === null ? null : { relationTo: of === otherID ? 'others' : 'things', value }
}

/** Puts ids in the place of the numbers of documents. */
function resolve(value: Untyped, docs: readonly Doc[], name: string = ''): Untyped {
  if (value === null || value === undefined) return value
  if (['links', 'refs'].includes(name)) {
    const one = name === 'links' ? idOf : pairOf
    return value.map((of: unknown) => one(of, docs)).filter((each: unknown) => each !== null)
  }
  if (['next', 'link'].includes(name)) return idOf(value, docs)
  if (name === 'ref') return pairOf(value, docs)
  if (Array.isArray(value)) return value.map((each) => resolve(each, docs))
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, docs, key)]))
}

/** Puts ids in the place of `{ of }`, which stand for documents in queries. */
function resolveWhere(where: Untyped, docs: readonly Doc[], isPair: boolean = false): Untyped {
  if (typeof where !== 'object' || where === null) return where
  if (Array.isArray(where)) return where.map((each) => resolveWhere(each, docs, isPair))
  if ('of' in where) return (isPair ? pairOf : idOf)(where.of, docs)
  return Object.fromEntries(
    Object.entries(where).map(([key, each]) => [key, resolveWhere(each, docs, isPair || paths[key]?.kind === 'pair')]),
  )
}

const distinctOf = (docs: readonly Doc[], name: string): unknown[] =>
  [...new Set(docs.map((doc) => valueToSortBy(paths[name] as Path, doc)))].toSorted(compare)

test.each([
  ['SQLite', undefined, 25],
  ['memory', 'memory:', 25],
])(
  'find, count and distinct answer as the reference does, on %s',
  async (_name, url, numRuns) => {
    await using app = await openContent(
      { collections: [things, others] },
      { record: false, ...(url === undefined ? {} : { url }) },
    )
    await using transaction = await app.storage.documents.transaction()
    await transaction.insert('others', { id: otherID })
    await transaction.commit()
    const property = fc.asyncProperty(
      documents,
      fc.array(queries, { size: 'max', maxLength: 60 }),
      async (data, asked) => {
        const docs = await fill(app, data)
        for (const { where: of, sort, limit, page, distinct } of asked) {
          const where = resolveWhere(of, docs)
          const expected = docs.filter((doc) => matches(doc, where))
          const found = await app.content.find({ collection, where, sort, limit, page, depth: 0, joins: false })
          const start = (page - 1) * limit
          expect(found.docs).toEqual(sorted(expected, sort).slice(start, start + limit))
          expect(found.totalDocs).toBe(expected.length)
          expect(await app.content.count({ collection, where })).toEqual({ totalDocs: expected.length })
          if (/^(?:meta|next[.T]|afterNext|ref)/.test(distinct)) continue
          const values = await app.content.findDistinct({ collection, where, field: distinct, limit: 250 })
          expect(values.values).toEqual(distinctOf(expected, distinct).map((value) => ({ [distinct]: value })))
        }
      },
    )
    await fc.assert(property, { numRuns })
  },
  120_000,
)
