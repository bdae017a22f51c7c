import { expect, test } from 'vitest'
import type { ContentConfig } from '../src/index.ts'
import { openContent } from './open-content.ts'

const fields = [
  { name: 'title', type: 'text' },
  { name: 'tags', type: 'relationship', relationTo: 'posts', hasMany: true },
] as const
const config: ContentConfig = {
  collections: [
    { slug: 'posts', live: true, versions: true, fields },
    { slug: 'notes', fields: [{ name: 'title', type: 'text' }] },
  ],
  globals: [{ slug: 'site', live: true, fields: [{ name: 'name', type: 'text' }] }],
}

test('what a write notes of a document is stored with it, and stays until another one notes something else', async () => {
  await using opened = await openContent(config)
  const { content } = opened
  const { id } = await content.create({ collection: 'posts', data: { title: 'a' } })
  const at = { collection: 'posts', id } as const
  expect(await content.access.marked(at)).toEqual({ stored: await content.access.stored(at) })
  const changed = await content.update({ ...at, data: { title: 'b', tags: [id] }, depth: 0, mark: 'first' })
  expect(await content.access.marked(at)).toEqual({ stored: changed, mark: 'first' })
  await content.update({ ...at, data: { title: 'c' } })
  await content.update({ collection: 'posts', where: { id: { equals: id } }, data: { title: 'd' } })
  expect(await content.access.marked(at)).toMatchObject({ stored: { title: 'd', tags: [id] }, mark: 'first' })
  await content.update({ ...at, data: {}, mark: 'second' })
  expect(await content.access.marked(at)).toMatchObject({ mark: 'second' })
})

test('it is undone with the write, is of no other document that hooks write, and nobody reads it', async () => {
  await using opened = await openContent(config)
  const { content, engine, storage } = opened
  const { id } = await content.create({ collection: 'posts', data: { title: 'a' } })
  const other = await content.create({ collection: 'posts', data: { title: 'a' } })
  const at = { collection: 'posts', id } as const
  const stop = engine.on('posts:afterChange', async ({ doc, req }) => {
    if (doc['id'] !== id) return
    await content.update({ collection: 'posts', id: other['id'], data: { title: 'b' }, req })
    if (doc['title'] === 'no') throw new Error('No')
  })
  await expect(content.update({ ...at, data: { title: 'no' }, mark: 'undone' })).rejects.toThrow('No')
  expect(await content.access.marked(at)).not.toHaveProperty('mark')
  await content.update({ ...at, data: { title: 'yes' }, mark: 'secret mark' })
  stop()
  expect(await content.access.marked({ ...at, id: other['id'] })).toMatchObject({ stored: { title: 'b' } })
  expect(await content.access.marked({ ...at, id: other['id'] })).not.toHaveProperty('mark')
  const copy = await content.duplicate(at)
  expect(await content.access.marked({ ...at, id: copy['id'] })).not.toHaveProperty('mark')
  const reads = [
    content.find({ collection: 'posts' }),
    content.findByID(at),
    content.findVersions({ collection: 'posts' }),
  ]
  expect(JSON.stringify(await Promise.all(reads))).not.toContain('secret mark')
  await expect(content.find({ collection: 'posts', where: { 'live/mark': { exists: true } } })).rejects.toMatchObject({
    code: 'WHERE_FIELD',
  })
  expect(
    await storage.documents.count('posts', { column: 'live/mark', operator: 'equals', value: 'secret mark' }),
  ).toBe(1)
})

test('globals are marked too; what is not live is not', async () => {
  await using opened = await openContent(config)
  const { content } = opened
  expect(await content.access.marked({ global: 'site' })).toBeUndefined()
  await content.updateGlobal({ slug: 'site', data: { name: 'a' }, mark: 'first' })
  expect(await content.access.marked({ global: 'site' })).toMatchObject({ stored: { name: 'a' }, mark: 'first' })
  const { id } = await content.create({ collection: 'notes', data: { title: 'a' }, mark: 'first' })
  expect(await content.access.marked({ collection: 'notes', id })).toMatchObject({ stored: { title: 'a' } })
  expect(await content.access.marked({ collection: 'notes', id })).not.toHaveProperty('mark')
  expect(await content.access.marked({ collection: 'nothing', id })).toBeUndefined()
})
