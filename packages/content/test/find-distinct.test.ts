import { expect, test } from 'vitest'
import type { CollectionConfig, FindDistinctOptions, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const posts = (more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields: [
    { name: 'kind', type: 'text' },
    { name: 'views', type: 'number' },
    { name: 'done', type: 'checkbox' },
    { name: 'any', type: 'json' },
    { name: 'secret', type: 'text', access: { read: () => false } },
    { name: 'hash', type: 'text', hooks: { afterRead: [() => null] } },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'lang', type: 'text', hooks: { afterRead: [({ value }) => value?.toUpperCase()] } },
        { name: 'rank', type: 'number' },
      ],
    },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'rows', type: 'array', fields: [{ name: 'x', type: 'text' }] },
  ],
  ...more,
})

async function openWith(rows: readonly Untyped[], more: Partial<CollectionConfig> = {}): Promise<Opened> {
  const app = await openContent({ collections: [posts(more)] })
  await using transaction = await app.storage.documents.transaction()
  for (const [index, row] of rows.entries()) await transaction.insert('posts', { id: `p${index}`, ...row })
  await transaction.commit()
  return app
}

const some = [
  { kind: 'b', views: 2, done: true, seo: { lang: 'en', rank: 2 }, any: { color: 'red' } },
  { kind: 'a', views: 10, done: false, seo: { lang: 'de', rank: 10 }, any: { color: 7 } },
  { kind: 'b', views: 2, done: true },
  { kind: 'B', views: null, done: null },
]

test.each<[string, Partial<FindDistinctOptions>, unknown[]]>([
  ['text by its bytes', { field: 'kind' }, ['B', 'a', 'b']],
  ['in descending order', { field: 'kind', sort: '-kind' }, ['b', 'a', 'B']],
  ['numbers by value, no value first', { field: 'views' }, [null, 2, 10]],
  ['booleans', { field: 'done', sort: '-done' }, [true, false, null]],
  ['in groups, as their hooks show them', { field: 'seo.lang' }, [null, 'DE', 'EN']],
  ['numbers in groups', { field: 'seo.rank', sort: '-seo.rank' }, [10, 2, null]],
  ['in JSON, by its text', { field: 'any.color' }, [null, 'red', 7]],
  ['of documents that match', { field: 'kind', where: { views: { exists: true } } }, ['a', 'b']],
])('values once each: %s', async (_what, options, values) => {
  await using app = await openWith(some)
  const result = await app.content.findDistinct({ collection: 'posts', field: 'kind', ...options })
  expect(result.values).toEqual(values.map((value) => ({ [options.field ?? '']: value })))
  expect(result).toMatchObject({ totalDocs: values.length, page: 1, totalPages: 1, hasNextPage: false })
})

test('values come in pages, over more documents than are read at a time', async () => {
  const rows = Array.from({ length: 2_500 }, (_, index) => ({ views: index % 25 }))
  await using app = await openWith(rows)
  const page = await app.content.findDistinct({ collection: 'posts', field: 'views', page: 3 })
  expect(page).toEqual({
    values: [20, 21, 22, 23, 24].map((views) => ({ views })),
    totalDocs: 25,
    limit: 10,
    page: 3,
    totalPages: 3,
    pagingCounter: 21,
    hasNextPage: false,
    hasPrevPage: true,
    nextPage: null,
    prevPage: 2,
  })
})

test('a field that may not be read answers as one that does not exist; others that have no single value are refused', async () => {
  await using app = await openWith(some)
  const user = { id: 'u1' }
  const refused = async (options: Untyped): Promise<Untyped> =>
    app.content.findDistinct({ collection: 'posts', user, ...options }).catch((error) => [error.code, error.message])
  expect(await refused({ field: 'secret' })).toEqual(['WHERE_FIELD', '"posts" has no field `secret`.'])
  expect(await refused({ field: 'nothing' })).toEqual(['WHERE_FIELD', '"posts" has no field `nothing`.'])
  expect(await refused({ field: 'kind', where: { secret: { equals: 's' } } })).toMatchObject(['WHERE_FIELD', {}])
  expect(await refused({ field: 'seo' })).toMatchObject(['WHERE_NESTED', {}])
  expect(await refused({ field: 'tags' })).toMatchObject(['WHERE_NESTED', {}])
  expect(await refused({ field: 'rows.x' })).toMatchObject(['WHERE_NESTED', {}])
  expect(await refused({ field: 'kind,views' })).toMatchObject(['WHERE_FIELD', {}])
  expect(await refused({ field: 'kind', sort: 'views' })).toMatchObject(['SORT_FIELD', {}])
  expect(await refused({ field: undefined })).toMatchObject(['WHERE_FIELD', {}])
  expect(await refused({ field: 'kind', limit: 251 })).toMatchObject(['PAGE_RANGE', {}])
})

test('the rule and beforeRead narrow it; what the field masks is masked', async () => {
  await using app = await openWith(
    [
      { kind: 'a', hash: 'h1' },
      { kind: 'b', hash: 'h2' },
      { kind: 'c', hash: 'h3' },
    ],
    {
      access: { ...open, read: () => ({ kind: { not_equals: 'a' } }) },
      hooks: {
        beforeRead: [({ query }) => void (query.where = { and: [query.where ?? {}, { kind: { not_equals: 'b' } }] })],
      },
    },
  )
  app.fired()
  const find = (field: string): Promise<Untyped> =>
    app.content.findDistinct({ collection: 'posts', field, user: { id: 'u1' } })
  expect(await find('kind')).toMatchObject({ values: [{ kind: 'c' }], totalDocs: 1 })
  expect(app.fired()).toEqual([
    'posts:beforeOperation',
    'posts:beforeRead',
    'posts.kind:afterRead',
    'posts:afterOperation',
  ])
  expect(await find('hash')).toMatchObject({ values: [{ hash: null }] })
})

test('a list of documents that beforeRead answers with gives the values', async () => {
  await using app = await openWith([], {
    hooks: { beforeRead: [() => [{ kind: 'x' }, { kind: 'y' }, { kind: 'x' }, {}]] },
  })
  expect(await app.content.findDistinct({ collection: 'posts', field: 'kind' })).toMatchObject({
    values: [{ kind: 'x' }, { kind: 'y' }, { kind: null }],
    totalDocs: 3,
  })
})
