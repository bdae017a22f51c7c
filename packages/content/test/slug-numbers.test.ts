import { expect, test } from 'vitest'
import type { CollectionConfig, Doc, FieldConfig } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const pages = (slug: object = {}, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'pages',
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { ...slug, name: 'slug', type: 'slug' } as FieldConfig,
    { name: 'tenant', type: 'text' },
  ],
  ...more,
})
const create = (app: Opened, data: object): Promise<Doc> => app.content.create({ collection: 'pages', data })
const slugs = async (app: Opened): Promise<string[]> =>
  (await app.content.find({ collection: 'pages', sort: 'slug', limit: 250 })).docs.map((doc) => doc['slug'])

test('documents of the same title made one after the other get the slug with the lowest number that is free', async () => {
  await using app = await openContent({ collections: [pages()] })
  await create(app, { title: 'Other', slug: 'same-3' })
  for (const slug of ['same', 'same-2', 'same-4']) expect(await create(app, { title: 'Same' })).toMatchObject({ slug })
  const [first] = (await app.content.find({ collection: 'pages', where: { slug: { equals: 'same' } } })).docs
  await app.content.delete({ collection: 'pages', id: first?.['id'] })
  expect(await create(app, { title: 'Same' })).toMatchObject({ slug: 'same' })
})

test('of 32 creates of the same title at once all succeed, each with a slug of its own', async () => {
  await using app = await openContent({ collections: [pages()] })
  const docs = await Promise.all(Array.from({ length: 32 }, () => create(app, { title: 'Same' })))
  const expected = ['same', ...Array.from({ length: 31 }, (_, index) => `same-${index + 2}`)].sort()
  expect(docs.map((doc) => doc['slug']).sort()).toEqual(expected)
  expect((await slugs(app)).sort()).toEqual(expected)
})

test('of 32 duplicates at once all succeed, each with values of its own', async () => {
  await using app = await openContent({
    collections: [pages({}, { fields: [...pages().fields, { name: 'name', type: 'text', unique: true }] })],
  })
  const { id } = await create(app, { title: 'Same', name: 'Name' })
  const copies = await Promise.all(Array.from({ length: 32 }, () => app.content.duplicate({ collection: 'pages', id })))
  expect(new Set(copies.map((doc) => doc['slug'])).size).toBe(32)
  expect(new Set(copies.map((doc) => doc['name'])).size).toBe(32)
  expect(copies).toContainEqual(expect.objectContaining({ slug: 'same-copy', name: 'Name - Copy' }))
  expect(copies).toContainEqual(expect.objectContaining({ slug: 'same-copy-32', name: 'Name - Copy 32' }))
})

test('a slug that is sent, or that a hook has chosen, is taken at its word: a taken one is a conflict', async () => {
  const chosen: CollectionConfig['hooks'] = {
    beforeChange: [({ data }) => (data['title'] === 'Hook' ? { ...data, slug: 'same' } : data)],
  }
  await using app = await openContent({ collections: [pages({}, { hooks: chosen })] })
  const { id } = await create(app, { title: 'Same' })
  const taken = { code: 'VALUE_TAKEN', path: 'slug' }
  await expect(create(app, { title: 'A', slug: 'same' })).rejects.toMatchObject(taken)
  await expect(create(app, { title: 'Hook' })).rejects.toMatchObject(taken)
  const other = await create(app, { title: 'Same' })
  const update = (data: object): Promise<Doc> => app.content.update({ collection: 'pages', id: other['id'], data })
  await expect(update({ slug: 'same' })).rejects.toMatchObject(taken)
  expect(await update({ slug: null })).toMatchObject({ slug: 'same-2' })
  expect(await app.content.update({ collection: 'pages', id, data: { slug: '' } })).toMatchObject({ slug: 'same' })
})

test('`afterChange` sees the slug that was stored, in `data` as in `doc`', async () => {
  const seen: unknown[] = []
  await using app = await openContent({
    collections: [
      pages({}, { hooks: { afterChange: [({ data, doc }) => void seen.push([data['slug'], doc['slug']])] } }),
    ],
  })
  for (let index = 0; index < 2; index++) await create(app, { title: 'Same' })
  expect(seen).toEqual([
    ['same', 'same'],
    ['same-2', 'same-2'],
  ])
})

test('a slug that is unique together with another field is numbered among documents with the same value there', async () => {
  const indexes = [{ fields: ['tenant', 'slug'], unique: true }]
  await using app = await openContent({ collections: [pages({ unique: false }, { indexes })] })
  const made = []
  for (const tenant of ['a', 'a', 'b', 'b', undefined, undefined])
    made.push((await create(app, { title: 'Same', tenant }))['slug'])
  expect(made).toEqual(['same', 'same-2', 'same', 'same-2', 'same', 'same'])
})

test('a numbered slug fits into `maxLength`; where no number fits, it is a conflict', async () => {
  await using app = await openContent({ collections: [pages({ maxLength: 4 })] })
  for (const slug of ['ab-c', 'ab-2', 'ab-3']) expect(await create(app, { title: 'AB CD' })).toMatchObject({ slug })
  await using tight = await openContent({ collections: [pages({ maxLength: 2 })] })
  await create(tight, { title: 'AB' })
  await expect(create(tight, { title: 'AB' })).rejects.toMatchObject({ code: 'VALUE_TAKEN', path: 'slug' })
})

test('an update of many that takes their slugs away gives each one of its own', async () => {
  await using app = await openContent({ collections: [pages()] })
  for (const slug of ['x', 'y', 'z']) await create(app, { title: 'Same', slug })
  const { errors } = await app.content.update({ collection: 'pages', where: {}, data: { slug: null } })
  expect(errors).toEqual([])
  expect(await slugs(app)).toEqual(['same', 'same-2', 'same-3'])
})
