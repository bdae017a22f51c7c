import { expect, test } from 'vitest'
import type { CollectionConfig, ContentConfig, Doc, GlobalConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const users: CollectionConfig = {
  slug: 'users',
  auth: true,
  versions: true,
  access: open,
  fields: [{ name: 'name', type: 'text' }],
}
const tags: CollectionConfig = { slug: 'tags', access: open, fields: [{ name: 'name', type: 'text' }] }
const posts: CollectionConfig = {
  slug: 'posts',
  versions: { maxPerDoc: 3 },
  access: open,
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'price', type: 'number' },
    { name: 'tags', type: 'relationship', relationTo: 'tags', hasMany: true },
    { name: 'about', type: 'relationship', relationTo: ['tags', 'users'], hasMany: false },
    { name: 'seo', type: 'group', fields: [{ name: 'text', type: 'text' }] },
    { name: 'items', type: 'array', fields: [{ name: 'label', type: 'text' }] },
  ],
}
const settings: GlobalConfig = { slug: 'settings', versions: true, fields: [{ name: 'name', type: 'text' }] }
const config: ContentConfig = { collections: [users, tags, posts], globals: [settings] }

const titles = (page: { docs: readonly Doc[] }): unknown[] => page.docs.map(({ version }) => version.title)
const code = (name: string): unknown => expect.objectContaining({ code: name })

test('every write makes a version, which is the document as it was', async () => {
  await using at = await openContent(config)
  const { content } = at
  const red = await content.create({ collection: 'tags', data: { name: 'red' } })
  const data = { title: 'A', price: 1, tags: [red['id']], seo: { text: 'x' }, items: [{ label: 'one' }] }
  const { id, ...first } = await content.create({ collection: 'posts', data, depth: 0 })
  await content.update({ collection: 'posts', id, data: { title: 'B' } })
  await content.update({ collection: 'posts', where: {}, data: { title: 'C' } })
  const page = await content.findVersions({ collection: 'posts', depth: 0 })
  expect(titles(page)).toEqual(['C', 'B', 'A'])
  expect(page).toMatchObject({ totalDocs: 3, limit: 10, page: 1 })
  const time = first['updatedAt']
  expect(page.docs[2]).toEqual({
    id: expect.any(String),
    parent: id,
    version: first,
    createdAt: time,
    updatedAt: time,
  })
  expect(page.docs.map(({ latest }) => latest)).toEqual([true, undefined, undefined])
  const copy = await content.duplicate({ collection: 'posts', id })
  expect(await content.countVersions({ collection: 'posts', where: { parent: { equals: copy['id'] } } })).toEqual({
    totalDocs: 1,
  })
})

test('a version is found by its id, with documents in its relationships', async () => {
  await using at = await openContent(config)
  const { content } = at
  const red = await content.create({ collection: 'tags', data: { name: 'red' } })
  const about = { relationTo: 'tags', value: red['id'] }
  await content.create({ collection: 'posts', data: { title: 'A', tags: [red['id']], about } })
  const [version] = (await content.findVersions({ collection: 'posts' })).docs
  const again = await content.findVersionByID({ collection: 'posts', id: String(version?.id) })
  expect(again).toEqual(version)
  expect(again.version).toMatchObject({ tags: [{ name: 'red' }], about: { value: { name: 'red' } } })
  const select = { version: { title: true } } as const
  expect(await content.findVersionByID({ collection: 'posts', id: again.id, select })).toEqual({
    id: again.id,
    version: { title: 'A' },
  })
  await expect(content.findVersionByID({ collection: 'posts', id: 'none' })).rejects.toEqual(code('NOT_FOUND'))
})

test('versions are filtered and sorted by what the document was, by the document, and by themselves', async () => {
  await using at = await openContent(config)
  const { content } = at
  const red = await content.create({ collection: 'tags', data: { name: 'red' } })
  const a = await content.create({ collection: 'posts', data: { title: 'A', price: 2, tags: [red['id']] } })
  await content.create({ collection: 'posts', data: { title: 'B', price: 1, items: [{ label: 'one' }] } })
  await content.update({ collection: 'posts', id: a['id'], data: { price: 3, tags: [] } })
  const found = async (where: object, sort = '-version.price'): Promise<unknown[]> =>
    (await content.findVersions({ collection: 'posts', where: { ...where }, sort })).docs.map(
      ({ version }) => version['price'],
    )
  expect(await found({})).toEqual([3, 2, 1])
  expect(await found({ parent: { equals: a['id'] } }, 'createdAt')).toEqual([2, 3])
  expect(await found({ 'parent.price': { equals: 3 } })).toEqual([3, 2])
  expect(await found({ 'version.title': { equals: 'B' } })).toEqual([1])
  expect(await found({ title: { equals: 'B' } })).toEqual([1])
  expect(await found({ 'version.tags': { equals: red['id'] } })).toEqual([2])
  expect(await found({ 'version.tags.name': { equals: 'red' } })).toEqual([2])
  expect(await found({ 'version.items.label': { like: 'ONE' } })).toEqual([1])
  expect(await found({ 'version.updatedAt': { less_than: '2020-01-01' } })).toEqual([])
  expect(await found({ latest: { equals: true } })).toEqual([3, 1])
  await expect(found({ 'version.nothing': { equals: 1 } })).rejects.toEqual(code('WHERE_FIELD'))
})

test('of each document as many are kept as the configuration says, and none of one that is deleted', async () => {
  await using at = await openContent(config)
  const { content, storage } = at
  const { id } = await content.create({ collection: 'posts', data: { title: '1' } })
  const other = await content.create({ collection: 'posts', data: { title: 'other' } })
  for (const title of ['2', '3', '4', '5']) await content.update({ collection: 'posts', id, data: { title } })
  const where = { parent: { equals: id } }
  expect(titles(await content.findVersions({ collection: 'posts', where }))).toEqual(['5', '4', '3'])
  await content.delete({ collection: 'posts', id })
  expect(await storage.documents.count('posts/-versions')).toBe(1)
  await content.delete({ collection: 'posts', where: { id: { equals: other['id'] } } })
  expect(await storage.documents.count('posts/-versions')).toBe(0)
})

test('a restored document is what it was, as an update that hooks know for what it is', async () => {
  await using at = await openContent(config)
  const { content, engine } = at
  const red = await content.create({ collection: 'tags', data: { name: 'red' } })
  const data = { title: 'A', tags: [red['id']], items: [{ id: 'a', label: 'one' }] }
  const { id } = await content.create({ collection: 'posts', data })
  await content.update({ collection: 'posts', id, data: { title: 'B', tags: [], items: [] } })
  const [, version] = (await content.findVersions({ collection: 'posts' })).docs
  const told: unknown[] = []
  engine.on('posts:beforeOperation', ({ operation, args }) => void told.push([operation, args.id]))
  engine.on('posts:beforeChange', ({ operation, context }) => void told.push([operation, context.isRestoringVersion]))
  engine.on('posts:afterOperation', ({ operation, result }) => void told.push([operation, result.title]))
  at.fired()
  const restored = await content.restoreVersion({ collection: 'posts', id: String(version?.id), depth: 0 })
  const fired = at.fired()
  expect(told).toEqual([
    ['restoreVersion', version?.id],
    ['update', true],
    ['restoreVersion', 'A'],
  ])
  expect(restored).toMatchObject({ id, ...data })
  expect(await content.findByID({ collection: 'posts', id, depth: 0 })).toEqual(restored)
  expect(titles(await content.findVersions({ collection: 'posts' }))).toEqual(['A', 'B', 'A'])
  at.fired()
  await content.update({ collection: 'posts', id, data, depth: 0 })
  expect(fired).toEqual(at.fired())
})
