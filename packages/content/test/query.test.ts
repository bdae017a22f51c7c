import type { Documents } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, FindOptions } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { watched } from './watched-documents.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'views', type: 'number' },
    { name: 'live', type: 'checkbox' },
    { name: 'on', type: 'date' },
    { name: 'seo', type: 'group', fields: [{ name: 'title', type: 'text' }] },
  ],
}
const samples = [
  { title: 'Alpha', views: 1, live: true, on: '2026-01-31' },
  { title: 'beta', views: 2, live: false, on: '2026-02-28T12:00:00+02:00' },
  { title: 'Gamma rays', views: 3 },
]

test.each<[string, FindOptions['where'], string[]]>([
  ['equals', { title: { equals: 'Alpha' } }, ['Alpha']],
  ['conditions side by side', { views: { greater_than: 1, less_than: 3 } }, ['beta']],
  ['numbers as text', { views: { greater_than_equal: '2' } }, ['Gamma rays', 'beta']],
  ['a list as text', { views: { in: '1,3' } }, ['Alpha', 'Gamma rays']],
  ['booleans as text', { live: { equals: 'false' } }, ['beta']],
  ['exists', { live: { exists: false } }, ['Gamma rays']],
  ['null', { live: { equals: null } }, ['Gamma rays']],
  ['like, word by word', { title: { like: 'RAYS gam' } }, ['Gamma rays']],
  [
    'dates in whatever zone',
    { on: { less_than: new Date('2026-02-28T11:00:00Z'), greater_than: '2026-02-28T09:59:59Z' } },
    ['beta'],
  ],
  [
    'and, or',
    { or: [{ title: { equals: 'beta' } }, { and: [{ views: { not_in: [1, 2] } }, { id: { exists: true } }] }] },
    ['Gamma rays', 'beta'],
  ],
  ['nothing', {}, ['Alpha', 'Gamma rays', 'beta']],
])('where: %s', async (_what, where, expected) => {
  await using app = await openContent({ collections: [posts] })
  for (const data of samples) await app.content.create({ collection: 'posts', data })
  const found = await app.content.find({ collection: 'posts', where, sort: 'title' })
  expect(found.docs.map((doc) => doc['title'])).toEqual(expected)
  expect(await app.content.count({ collection: 'posts', where })).toEqual({ totalDocs: expected.length })
})

const nest = (levels: number): FindOptions['where'] => (levels === 0 ? {} : { and: [nest(levels - 1) ?? {}] })

test.each<[Partial<FindOptions>, string]>([
  [{ where: { nothing: { equals: 1 } } }, 'WHERE_FIELD'],
  [{ where: JSON.parse('{ "__proto__": { "equals": 1 } }') }, 'WHERE_FIELD'],
  [{ where: { 'seo.nothing': { equals: 'x' } } }, 'WHERE_FIELD'],
  [{ where: { seo: { equals: {} } } }, 'WHERE_OPERATOR'],
  [{ sort: 'seo' }, 'WHERE_NESTED'],
  [{ where: { title: { near: 'x' } } as never }, 'WHERE_OPERATOR'],
  [{ where: { views: { like: 'x' } } }, 'WHERE_OPERATOR'],
  [{ where: { views: { equals: 'many' } } }, 'WHERE_VALUE'],
  [{ where: { title: { equals: { a: 1 } } } }, 'WHERE_VALUE'],
  [{ where: { on: { equals: 'yesterday' } } }, 'WHERE_VALUE'],
  [{ where: { title: 'x' } as never }, 'WHERE_SHAPE'],
  [{ where: { and: {} } as never }, 'WHERE_SHAPE'],
  [{ where: 'x' as never }, 'WHERE_SHAPE'],
  [{ where: { title: { equals: undefined } } }, 'WHERE_SHAPE'],
  [{ where: { title: undefined } }, 'WHERE_SHAPE'],
  [{ where: { or: Array.from({ length: 101 }, () => ({ title: { equals: 'x' } })) } }, 'WHERE_LIMIT'],
  [{ where: { views: { in: Array.from({ length: 1001 }, (_, i) => i) } } }, 'WHERE_LIMIT'],
  [{ where: nest(11) as never }, 'WHERE_LIMIT'],
  [{ sort: 'nothing' }, 'WHERE_FIELD'],
  [{ sort: 3 as never }, 'SORT_FIELD'],
  [{ limit: 0 }, 'PAGE_RANGE'],
  [{ limit: 251 }, 'PAGE_RANGE'],
  [{ page: '1.5' }, 'PAGE_RANGE'],
  [{ select: { nothing: true } }, 'SELECT_SHAPE'],
])('a query that cannot be used is refused: %j', async (query, code) => {
  await using app = await openContent({ collections: [posts] })
  await expect(app.content.find({ collection: 'posts', ...query })).rejects.toMatchObject({ code, status: 400 })
})

test('find answers page by page, newest first unless sorted', async () => {
  await using app = await openContent({ collections: [posts] })
  for (let views = 1; views <= 12; views++) await app.content.create({ collection: 'posts', data: { views } })
  const views = async (query: Partial<FindOptions>): Promise<unknown[]> =>
    (await app.content.find({ collection: 'posts', ...query })).docs.map((doc) => doc['views'])
  expect(await views({})).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3])
  expect(await views({ sort: ['live', '-views'], limit: '2' })).toEqual([12, 11])
  const { docs, ...page } = await app.content.find({ collection: 'posts', sort: 'views', limit: 5, page: 2 })
  expect(docs.map((doc) => doc['views'])).toEqual([6, 7, 8, 9, 10])
  expect(page).toEqual({
    totalDocs: 12,
    limit: 5,
    page: 2,
    totalPages: 3,
    pagingCounter: 6,
    hasNextPage: true,
    hasPrevPage: true,
    nextPage: 3,
    prevPage: 1,
  })
})

test('without pagination, what matches is not counted, and the page stands for itself', async () => {
  const calls: string[] = []
  const wrap = (documents: Documents): Documents => watched(documents, (call) => calls.push(call))
  await using app = await openContent({ collections: [posts] }, { wrap })
  for (let views = 1; views <= 5; views++) await app.content.create({ collection: 'posts', data: { views } })
  calls.length = 0
  const asked = { collection: 'posts', sort: 'views', limit: 2, page: 2, pagination: false }
  const { docs, ...page } = await app.content.find(asked)
  expect(docs.map((doc) => doc['views'])).toEqual([3, 4])
  expect(page).toMatchObject({ totalDocs: 2, page: 1, totalPages: 1, hasNextPage: false, hasPrevPage: false })
  expect(calls).toEqual(['find'])
  await expect(app.content.find({ ...asked, pagination: 'no' as never })).rejects.toMatchObject({ code: 'PAGE_RANGE' })
})

test('select answers with the id and the fields asked for', async () => {
  await using app = await openContent({ collections: [posts] })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', views: 1 } })
  expect(await app.content.findByID({ collection: 'posts', id, select: { title: true, views: false } })).toEqual({
    id,
    title: 'A',
  })
  expect((await app.content.find({ collection: 'posts', select: { views: true } })).docs).toEqual([{ id, views: 1 }])
})
