import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'
import { createContent, type CollectionConfig, type Content, type Doc, type FieldConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const collection = 'posts'
const code = (name: string): unknown => expect.objectContaining({ code: name })
const posts = (fields: readonly FieldConfig[], more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'posts',
  versions: true,
  access: open,
  fields,
  ...more,
})
const tags: CollectionConfig = { slug: 'tags', access: open, fields: [{ name: 'name', type: 'text' }] }

/** The versions of the documents there are, the newest last. */
const versionsIn = async (content: Content): Promise<Doc[]> =>
  (await content.findVersions({ collection, sort: 'createdAt', depth: 0 })).docs
const nth = async (content: Content, index: number): Promise<string> =>
  String((await versionsIn(content))[index]?.['id'])

test('fields that are no more are left out, those that are new keep what they have or get what they begin with', async () => {
  const was: FieldConfig[] = [
    { name: 'title', type: 'text' },
    { name: 'gone', type: 'text' },
    { name: 'other', type: 'json' },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'gone', type: 'text' },
        { name: 'text', type: 'text' },
      ],
    },
    { name: 'items', type: 'array', fields: [{ name: 'gone', type: 'text' }] },
    {
      name: 'content',
      type: 'blocks',
      blocks: [
        { slug: 'gone', fields: [{ name: 'text', type: 'text' }] },
        { slug: 'quote', fields: [{ name: 'text', type: 'text' }] },
      ],
    },
  ]
  const is: FieldConfig[] = [
    { name: 'title', type: 'text' },
    { name: 'fresh', type: 'text', required: true },
    { name: 'other', type: 'group', fields: [{ name: 'text', type: 'text' }] },
    {
      name: 'seo',
      type: 'group',
      fields: [
        { name: 'fresh', type: 'text' },
        { name: 'text', type: 'text' },
      ],
    },
    { name: 'items', type: 'array', fields: [{ name: 'fresh', type: 'text', defaultValue: 'D' }] },
    { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ name: 'text', type: 'text' }] }] },
  ]
  await using storage = await openStorage('memory:')
  const log = { warn: () => undefined, error: () => undefined }
  const begin = async (fields: readonly FieldConfig[]): Promise<Content> => {
    const engine = createHooks({ scope: new AsyncLocalStorage() })
    const content = await createContent({ collections: [posts(fields)], engine, storage, log })
    await content.migrate()
    return content
  }
  const before = await begin(was)
  const blocks = [
    { blockType: 'gone', text: 'x' },
    { id: 'q', blockType: 'quote', text: 'Q' },
  ]
  const data = { title: 'A', gone: 'x', other: 'y', seo: { gone: 'x', text: 'T' }, items: [{ id: 'i', gone: 'x' }] }
  const { id } = await before.create({ collection, data: { ...data, content: blocks } })
  const content = await begin(is)
  await content.update({
    collection,
    id,
    data: { title: 'B', fresh: 'F', seo: { fresh: 'S', text: 'U' }, items: [], content: [], other: { text: 'O' } },
  })
  const [version] = await versionsIn(content)
  expect(version?.['version']).toEqual({
    title: 'A',
    fresh: null,
    other: { text: null },
    seo: { fresh: null, text: 'T' },
    items: [{ id: 'i', fresh: null }],
    content: [{ id: 'q', blockType: 'quote', text: 'Q' }],
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  })
  expect(await content.restoreVersion({ collection, id: String(version?.['id']) })).toMatchObject({
    title: 'A',
    fresh: 'F',
    other: { text: 'O' },
    seo: { fresh: 'S', text: 'T' },
    items: [{ id: 'i', fresh: 'D' }],
    content: [{ id: 'q', blockType: 'quote', text: 'Q' }],
  })
})

test('documents that have been deleted since are left out of relationships', async () => {
  const one = { name: 'one', type: 'relationship', relationTo: 'tags' } as const
  const several = { name: 'several', type: 'relationship', relationTo: ['tags', 'posts'], hasMany: true } as const
  const either = { name: 'either', type: 'relationship', relationTo: ['tags', 'posts'] } as const
  const inside = { name: 'seo', type: 'group', fields: [one, several] } as const
  await using at = await openContent({ collections: [tags, posts([one, several, either, inside])] })
  const { content } = at
  const [red, blue] = await Promise.all(
    ['red', 'blue'].map((name) => content.create({ collection: 'tags', data: { name } })),
  )
  const pair = (tag: Doc | undefined): Doc => ({ relationTo: 'tags', value: tag?.['id'] })
  const data = { one: red?.['id'], several: [pair(red), pair(blue)], either: pair(red) }
  const { id } = await content.create({ collection, data: { ...data, seo: { one: data.one, several: data.several } } })
  await content.delete({ collection: 'tags', id: red?.['id'] })
  await content.update({ collection, id, data: { seo: { one: null, several: [] }, several: [] } })
  const left = { one: null, several: [pair(blue)] }
  expect(await content.restoreVersion({ collection, id: await nth(content, 0), depth: 0 })).toMatchObject({
    ...left,
    either: null,
    seo: left,
  })
})

test('what is not right any more refuses the restore, and so may a hook: nothing is written then', async () => {
  const fields: FieldConfig[] = [
    { name: 'title', type: 'text', unique: true },
    { name: 'price', type: 'number', validate: (value) => value !== 1 || 'is no price any more' },
  ]
  const refuse = ({ data, context }: Doc): void => {
    if (context.isRestoringVersion === true && data.title === 'kept') throw new Error('not this one')
  }
  await using at = await openContent({ collections: [posts(fields, { hooks: { beforeChange: [refuse] } })] })
  const { content, storage } = at
  const { id } = await content.create({ collection, data: { title: 'taken' } })
  for (const data of [{ title: 'kept' }, { title: 'C' }]) await content.update({ collection, id, data })
  await content.create({ collection, data: { title: 'taken' } })
  await storage.documents.transaction().then(async (transaction) => {
    const rows = await transaction.find('posts/-versions', { sort: [{ column: 'createdAt', direction: 'asc' }] })
    const { id: last, version } = rows[2] ?? {}
    await transaction.update('posts/-versions', String(last), { version: { ...(version as Doc), price: 1 } })
    await transaction.commit()
  })
  const stored = await content.findByID({ collection, id })
  const attempts: [number, string][] = [
    [0, 'VALUE_TAKEN'],
    [2, 'VALIDATION'],
  ]
  for (const [index, error] of attempts) {
    await expect(content.restoreVersion({ collection, id: await nth(content, index) })).rejects.toEqual(code(error))
  }
  await expect(content.restoreVersion({ collection, id: await nth(content, 1) })).rejects.toThrow('not this one')
  expect(await content.findByID({ collection, id })).toEqual(stored)
  expect(await content.countVersions({ collection })).toEqual({ totalDocs: 4 })
})

test('`ifUpdatedAt` is that of the document; the version of another document restores that one', async () => {
  await using at = await openContent({ collections: [posts([{ name: 'title', type: 'text' }])] })
  const { content } = at
  const a = await content.create({ collection, data: { title: 'A' } })
  const b = await content.update({ collection, id: a['id'], data: { title: 'B' } })
  const first = await nth(content, 0)
  const late = content.restoreVersion({ collection, id: first, ifUpdatedAt: String(a['updatedAt']) })
  await expect(late).rejects.toEqual(code('PRECONDITION_FAILED'))
  const restored = await content.restoreVersion({ collection, id: first, ifUpdatedAt: String(b['updatedAt']) })
  expect(restored).toMatchObject({ id: a['id'], title: 'A' })
  await expect(content.restoreVersion({ collection, id: String(a['id']) })).rejects.toEqual(code('NOT_FOUND'))
})

test('documents whose ids are numbers have versions, too', async () => {
  const fields: FieldConfig[] = [
    { name: 'id', type: 'number' },
    { name: 'title', type: 'text' },
  ]
  await using at = await openContent({ collections: [posts(fields)] })
  const { content } = at
  await content.create({ collection, data: { id: 7, title: 'A' } })
  await content.update({ collection, id: 7, data: { title: 'B' } })
  const [version] = (await content.findVersions({ collection, where: { parent: { equals: 7 } }, sort: 'createdAt' }))
    .docs
  expect(version).toMatchObject({ parent: 7, version: { title: 'A' } })
  expect(await content.restoreVersion({ collection, id: String(version?.id) })).toMatchObject({ id: 7, title: 'A' })
})

test('a global has versions, which are restored like those of documents', async () => {
  const fields: FieldConfig[] = [
    { name: 'name', type: 'text' },
    { name: 'seo', type: 'group', fields: [{ name: 'text', type: 'text' }] },
  ]
  await using at = await openContent({ globals: [{ slug: 'site', versions: true, fields }] })
  const { content, engine } = at
  const slug = 'site'
  for (const name of ['A', 'B']) await content.updateGlobal({ slug, data: { name, seo: { text: name } } })
  const told: unknown[] = []
  engine.on('globals/site:beforeOperation', ({ operation }) => void told.push(operation))
  engine.on('globals/site:beforeChange', ({ operation, context }) => void told.push([operation, context]))
  const { docs } = await content.findGlobalVersions({ slug, where: { 'version.seo.text': { equals: 'A' } } })
  expect(docs).toMatchObject([{ parent: 'site', version: { name: 'A' } }])
  expect(await content.countGlobalVersions({ slug })).toEqual({ totalDocs: 2 })
  const id = String(docs[0]?.id)
  expect(await content.findGlobalVersionByID({ slug, id })).toEqual(docs[0])
  expect(await content.restoreGlobalVersion({ slug, id })).toMatchObject({ name: 'A', seo: { text: 'A' } })
  expect(await content.findGlobal({ slug })).toMatchObject({ name: 'A' })
  expect(told).toEqual([
    'read',
    'countVersions',
    'read',
    'restoreVersion',
    ['update', { isRestoringVersion: true }],
    'read',
  ])
  await expect(content.findGlobalVersionByID({ slug, id: 'none' })).rejects.toEqual(code('NOT_FOUND'))
})

test('where no versions are kept, that is said', async () => {
  await using at = await openContent({ collections: [tags], globals: [{ slug: 'site', fields: [] }] })
  await expect(at.content.findVersions({ collection: 'tags' })).rejects.toEqual(code('NO_VERSIONS'))
  await expect(at.content.restoreGlobalVersion({ slug: 'site', id: 'x' })).rejects.toEqual(code('NO_VERSIONS'))
  await expect(at.content.countVersions({ collection: 'none' })).rejects.toEqual(code('UNKNOWN_COLLECTION'))
})
