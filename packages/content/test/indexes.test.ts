import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { CollectionConfig, ContentConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { problemsIn } from './problems-in.ts'

const pages = (indexes: unknown, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'pages',
  access: open,
  indexes: indexes as NonNullable<CollectionConfig['indexes']>,
  fields: [
    { name: 'tenant', type: 'text' },
    { type: 'row', fields: [{ name: 'path', type: 'text' }] },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'seo', type: 'group', fields: [{ name: 'title', type: 'text' }] },
    { name: 'secret', type: 'password' },
    { name: 'about', type: 'relationship', relationTo: ['pages'] },
    { name: 'related', type: 'relationship', relationTo: 'pages', hasMany: true },
    { name: 'shown', type: 'text', virtual: true },
  ],
  ...more,
})
const unique = [{ fields: ['tenant', 'path'], unique: true }]

test('an index over several fields is made on disk, and one of a single field is the index of that field', async () => {
  const indexes = [
    { fields: ['tenant', 'createdAt'] },
    { fields: ['path', 'tenant'], unique: true },
    { fields: ['path'] },
  ]
  await using app = await openContent({ collections: [pages(indexes)] })
  using database = new DatabaseSync(app.url.slice('file:'.length), { readOnly: true })
  const names = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'pages' AND sql IS NOT NULL ORDER BY name",
    )
    .all()
  expect(names.map(({ name }) => name)).toEqual([
    'pages:about,about/relationTo:index',
    'pages:createdAt:index',
    'pages:path,tenant:unique',
    'pages:path:index',
    'pages:tenant,createdAt:index',
    'pages:updatedAt:index',
  ])
})

test('a document with the same values in all fields of a unique index is a conflict that names the fields', async () => {
  await using app = await openContent({ collections: [pages(unique)] })
  const create = (data: object): Promise<Record<string, unknown>> => app.content.create({ collection: 'pages', data })
  await create({ tenant: 'a', path: '/' })
  const other = await create({ tenant: 'b', path: '/' })
  await create({ tenant: 'a' })
  await create({ tenant: 'a' })
  const conflict = {
    code: 'VALUE_TAKEN',
    status: 409,
    path: 'tenant',
    data: { paths: ['tenant', 'path'] },
    message: 'Another document has the same `tenant` and `path`.',
  }
  await expect(create({ tenant: 'a', path: '/' })).rejects.toMatchObject(conflict)
  const id = other['id'] as string
  await expect(app.content.update({ collection: 'pages', id, data: { tenant: 'a' } })).rejects.toMatchObject(conflict)
  expect(await app.content.findByID({ collection: 'pages', id })).toEqual(other)
})

test('a relationship may be part of a unique index, also one to several collections', async () => {
  await using app = await openContent({ collections: [pages([{ fields: ['about', 'tenant'], unique: true }])] })
  const create = (data: object): Promise<Record<string, unknown>> => app.content.create({ collection: 'pages', data })
  const { id } = await create({ tenant: 'a' })
  const about = { relationTo: 'pages', value: id }
  await create({ tenant: 'a', about })
  await create({ tenant: 'b', about })
  await expect(create({ tenant: 'a', about })).rejects.toMatchObject({
    code: 'VALUE_TAKEN',
    data: { paths: ['about', 'tenant'] },
  })
})

test('what is wrong with `indexes` is said with its path and what to write instead', () => {
  expect(problemsOf('none')).toEqual([
    "collections.pages.indexes: write a list of indexes: [{ fields: ['tenant', 'slug'] }]",
  ])
  expect(
    problemsOf([
      'tenant',
      { fields: [] },
      { fields: ['tenant', 'tenant'], unique: 1, name: 'x' },
      { fields: ['nothing', 'seo.title', 'tags', 'secret', 'related', 'shown', 'updatedAt'] },
      { fields: ['tenant', 'path'] },
      { fields: ['tenant', 'path'], unique: true },
      { fields: Array.from({ length: 17 }, (_, index) => `f${index}`) },
    ]).filter((line) => !line.includes('`f')),
  ).toMatchInlineSnapshot(`
    [
      "collections.pages.indexes[0]: write an object: { fields: ['tenant', 'slug'], unique: true }",
      "collections.pages.indexes[1].fields: write a list of field names: ['tenant', 'slug']",
      "collections.pages.indexes[2].name: unknown; known here are fields, unique",
      "collections.pages.indexes[2].unique: write true or false",
      "collections.pages.indexes[2].fields: name each field once",
      "collections.pages.indexes[3].fields: \`nothing\` is no field of the collection; name top-level fields",
      "collections.pages.indexes[3].fields: \`seo.title\` is inside \`seo\`; only top-level fields have a column of their own",
      "collections.pages.indexes[3].fields: \`tags\` has no single value to compare; leave it out",
      "collections.pages.indexes[3].fields: \`secret\` is secret, and nothing to ask for; leave it out",
      "collections.pages.indexes[3].fields: \`related\` has no single value to compare; leave it out",
      "collections.pages.indexes[3].fields: \`shown\` is virtual, and nothing of it is stored; leave it out",
      "collections.pages.indexes[5]: another index has the same fields in the same order; leave one out",
      "collections.pages.indexes[6].fields: an index has at most 16 fields",
    ]
  `)
  expect(problemsOf([{ fields: ['createdAt', 'tenant'] }], { timestamps: false })).toEqual([
    'collections.pages.indexes[0].fields: `createdAt` is no field of the collection; name top-level fields',
  ])
})

test('a global has no indexes', () => {
  const settings = { slug: 'settings', fields: [], indexes: [] } as unknown as NonNullable<ContentConfig['globals']>[0]
  expect(problemsIn({ globals: [settings] })).toEqual([expect.stringContaining('globals.settings.indexes: unknown')])
})

const problemsOf = (indexes: unknown, more: Partial<CollectionConfig> = {}): string[] =>
  problemsIn({ collections: [pages(indexes, more)] })
