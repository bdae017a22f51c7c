import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig } from '../src/index.ts'
import { slugify } from '../src/fields/slugify.ts'
import { open, openContent } from './open-content.ts'

const pages = (slug: Partial<FieldConfig> = {}, more: FieldConfig[] = []): CollectionConfig => ({
  slug: 'pages',
  access: open,
  fields: [{ name: 'title', type: 'text' }, { ...(slug as object), name: 'slug', type: 'slug' }, ...more],
})

test.each([
  ['Hello, World!', 'hello-world'],
  ['  --a__b--  ', 'a-b'],
  ['Crème brûlée', 'creme-brulee'],
  ['Straße nach Łódź', 'strasse-nach-lodz'],
  ['Ærø & Œuvre', 'aero-oeuvre'],
  ['İstanbul ılık', 'istanbul-ilik'],
  ["It's 5½ ﬁne", 'its-51-2-fine'],
  ['２０２６', '2026'],
  ['日本語', undefined],
  ['', undefined],
  ['../..\0<script>', 'script'],
])('%j becomes %j', (title, expected) => {
  expect(slugify(title, 100)).toBe(expected)
})

test.each([
  [8, 'aaaa-bbb'],
  [9, 'aaaa-bbbb'],
  [10, 'aaaa-bbbb'],
  [11, 'aaaa-bbbb-c'],
])('of at most %i characters it is %j: no hyphen is left at the end', (longest, expected) => {
  expect(slugify('aaaa bbbb cccc', longest)).toBe(expected)
})

test('a slug that is not given is made from the title, also when hooks of the collection set that; one that is given stays', async () => {
  await using app = await openContent({
    collections: [{ ...pages(), hooks: { beforeValidate: [({ data }) => void (data['title'] ??= 'From a hook')] } }],
  })
  const create = async (data: object): Promise<unknown> =>
    (await app.content.create({ collection: 'pages', data }))['slug']
  expect(await create({ title: 'One' })).toBe('one')
  expect(await create({ title: 'Two', slug: '' })).toBe('two')
  expect(await create({ title: 'Three', slug: null })).toBe('three')
  expect(await create({})).toBe('from-a-hook')
  expect(await create({ title: 'Five', slug: 'mine' })).toBe('mine')
  expect(await create({ title: '日本語' })).toBe(null)
  expect(await create({ title: '中文' })).toBe(null)
})

test('an update keeps the slug, whatever becomes of the title, until the slug is taken away', async () => {
  await using app = await openContent({ collections: [pages()] })
  const { id } = await app.content.create({ collection: 'pages', data: { title: 'One' } })
  const update = async (data: object): Promise<unknown> =>
    (await app.content.update({ collection: 'pages', id, data }))['slug']
  expect(await update({ title: 'Two' })).toBe('one')
  expect(await update({ slug: null })).toBe('two')
  expect(await update({ slug: '', title: 'Three' })).toBe('three')
})

test('a slug is unique unless the field says otherwise', async () => {
  await using app = await openContent({ collections: [pages(), { ...pages({ unique: false }), slug: 'drafts' }] })
  const create = (collection: string, data: object = {}): Promise<unknown> =>
    app.content.create({ collection, data: { title: 'Same', ...data } })
  expect(await create('pages')).toMatchObject({ slug: 'same' })
  expect(await create('pages')).toMatchObject({ slug: 'same-2' })
  await expect(create('pages', { slug: 'same' })).rejects.toMatchObject({
    code: 'VALUE_TAKEN',
    status: 409,
    path: 'slug',
  })
  for (let index = 0; index < 2; index++) expect(await create('drafts')).toMatchObject({ slug: 'same' })
})

test('`required` is satisfied by a slug that is made, and names the slug when none can be', async () => {
  await using app = await openContent({
    collections: [pages({ required: true, maxLength: 5 } as Partial<FieldConfig>)],
  })
  const create = (data: object): Promise<unknown> => app.content.create({ collection: 'pages', data })
  expect(await create({ title: 'One two three' })).toMatchObject({ slug: 'one-t' })
  await expect(create({ title: '…' })).rejects.toMatchObject({
    errors: [{ path: 'slug', message: 'is required', field: 'slug' }],
  })
})

test('`from` names another field beside it; in a row that is one of the row', async () => {
  const rows: FieldConfig = {
    name: 'parts',
    type: 'array',
    fields: [
      { name: 'name', type: 'text' },
      { name: 'anchor', type: 'slug', from: 'name' },
    ],
  }
  await using app = await openContent({
    collections: [pages({ from: 'year' } as Partial<FieldConfig>, [{ name: 'year', type: 'number' }, rows])],
  })
  const data = { title: 'T', year: 2026, parts: [{ name: 'First part' }, { name: 'First part' }] }
  const doc = await app.content.create({ collection: 'pages', data })
  expect(doc).toMatchObject({ slug: '2026', parts: [{ anchor: 'first-part' }, { anchor: 'first-part' }] })
  const parts = [{ id: doc['parts'][1].id, name: 'Other' }, { name: 'New' }]
  expect(await app.content.update({ collection: 'pages', id: doc['id'], data: { parts } })).toMatchObject({
    parts: [{ anchor: 'first-part' }, { anchor: 'new' }],
  })
})

test('slugs can be asked for', async () => {
  await using app = await openContent({ collections: [pages()] })
  await app.content.create({ collection: 'pages', data: { title: 'Ask for me' } })
  const found = await app.content.find({ collection: 'pages', where: { slug: { equals: 'ask-for-me' } }, sort: 'slug' })
  expect(found.totalDocs).toBe(1)
})
