import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks } from '@crochet/hooks'
import type { Storage } from '@crochet/storage'
import { expect, test } from 'vitest'
import { createContent, tablesOf, type CollectionConfig, type Content, type FieldConfig } from '../src/index.ts'
import { temporaryDatabase } from './temporary-database.ts'

const open = { create: () => true, read: () => true, update: () => true, delete: () => true }
const title: FieldConfig = { name: 'title', type: 'text' }
const posts = (fields: FieldConfig[], more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields,
  timestamps: false,
  ...more,
})

/** Content as one more boot of the application has it, over what the boots before have stored. */
function boot(storage: Storage, ...collections: CollectionConfig[]): Promise<Content> {
  const log = { warn: () => undefined, error: () => undefined }
  return createContent({ collections, storage, engine: createHooks({ scope: new AsyncLocalStorage() }), log })
}

test('the plan says what migrate will do, does nothing, and is empty afterwards', async () => {
  await using at = await temporaryDatabase()
  const content = await boot(
    at.storage,
    posts([{ ...title, unique: true }], { indexes: [{ fields: ['title', 'id'] }] }),
  )
  const steps = ['create table posts', 'make posts.title unique', 'index posts.(title, id)']
  expect(await content.plan()).toEqual({ steps, kept: [] })
  await expect(content.find({ collection: 'posts' })).rejects.toMatchObject({ code: 'SCHEMA_TABLE' })
  expect(await content.migrate()).toEqual(steps)
  expect(await content.plan()).toEqual({ steps: [], kept: [] })
  expect(await content.migrate()).toEqual([])
})

test('a field that is added is there, empty, in every document', async () => {
  await using at = await temporaryDatabase()
  const before = await boot(at.storage, posts([title]))
  await before.migrate()
  const { id } = await before.create({ collection: 'posts', data: { title: 'One' } })
  const after = await boot(at.storage, posts([title, { name: 'views', type: 'number', index: true, defaultValue: 0 }]))
  expect(await after.migrate()).toEqual(['add column posts.views (number)', 'index posts.views'])
  expect(await after.findByID({ collection: 'posts', id })).toEqual({ id, title: 'One', views: null })
})

test('a field that is removed is kept and reported, does not stand in the way, and comes back with its values', async () => {
  await using at = await temporaryDatabase()
  const both = posts([title, { name: 'code', type: 'text', unique: true }])
  const before = await boot(at.storage, both, { slug: 'drafts', fields: [title] })
  await before.migrate()
  const { id } = await before.create({ collection: 'posts', data: { title: 'One', code: 'a' } })
  await using again = await at.reopen()
  const without = await boot(again, posts([title]))
  expect(await without.plan()).toEqual({ steps: [], kept: ['drafts', 'posts.code'] })
  expect(await without.migrate()).toEqual([])
  expect(await without.findByID({ collection: 'posts', id })).toEqual({ id, title: 'One' })
  await without.create({ collection: 'posts', data: { title: 'Two' } })
  const back = await boot(again, both)
  expect(await back.migrate()).toEqual([])
  expect(await back.findByID({ collection: 'posts', id })).toEqual({ id, title: 'One', code: 'a' })
})

test('a field that is renamed is a new one; the values of the old one are kept and reported', async () => {
  await using at = await temporaryDatabase()
  const before = await boot(at.storage, posts([title]))
  await before.migrate()
  const { id } = await before.create({ collection: 'posts', data: { title: 'One' } })
  const after = await boot(at.storage, posts([{ ...title, name: 'headline' }]))
  expect(await after.plan()).toEqual({ steps: ['add column posts.headline (text)'], kept: ['posts.title'] })
  await after.migrate()
  expect(await after.findByID({ collection: 'posts', id })).toEqual({ id, headline: null })
  const [row] = await (await boot(at.storage, posts([title]))).migrate().then(() => at.storage.documents.find('posts'))
  expect(row).toMatchObject({ id, title: 'One' })
})

test('a field that becomes required leaves stored documents as they are: read, and changed in other fields', async () => {
  await using at = await temporaryDatabase()
  const before = await boot(at.storage, posts([title, { name: 'code', type: 'text' }]))
  await before.migrate()
  const { id } = await before.create({ collection: 'posts', data: { code: 'a' } })
  const after = await boot(
    at.storage,
    posts([
      { ...title, required: true },
      { name: 'code', type: 'text' },
    ]),
  )
  expect(await after.migrate()).toEqual([])
  expect(await after.findByID({ collection: 'posts', id })).toMatchObject({ title: null })
  expect(await after.update({ collection: 'posts', id, data: { code: 'b' } })).toMatchObject({ title: null, code: 'b' })
  for (const call of [
    after.update({ collection: 'posts', id, data: { title: null } }),
    after.create({ collection: 'posts', data: {} }),
  ]) {
    await expect(call).rejects.toMatchObject({ errors: [{ path: 'title', message: 'is required' }] })
  }
})

test('a field that becomes unique over values that repeat is refused, with its column and what to do', async () => {
  await using at = await temporaryDatabase()
  const before = await boot(at.storage, posts([title, { name: 'tenant', type: 'text' }]))
  await before.migrate()
  for (const tenant of ['a', 'a', 'b']) await before.create({ collection: 'posts', data: { title: 'Same', tenant } })
  const wanted = posts(
    [
      { ...title, unique: true },
      { name: 'tenant', type: 'text' },
      { name: 'new', type: 'text' },
    ],
    {
      indexes: [{ fields: ['tenant', 'title'], unique: true }],
    },
  )
  const after = await boot(at.storage, wanted)
  const refused = {
    code: 'SCHEMA_CHANGE',
    details: {
      changes: [
        'posts.title: must be unique, but there are rows with the same value; change or clear all but one of each first',
        'posts.(tenant, title): must be unique together, but there are rows with the same values; change or clear all but one of each first',
      ],
    },
  }
  await expect(after.plan()).rejects.toMatchObject(refused)
  await expect(after.migrate()).rejects.toMatchObject(refused)
  await expect(after.migrate({ mode: 'production' })).rejects.toMatchObject(refused)
  expect((await at.storage.documents.find('posts'))[0]).not.toHaveProperty('new')
})

test.each([
  ['text to number', title, { ...title, type: 'number' }, 'stored as text, declared as number'],
  ['one to many', title, { ...title, hasMany: true }, 'stored as text, declared as json'],
  ['ids', title, { name: 'id', type: 'number' }, 'posts.id: stored as text, declared as number'],
] as [string, FieldConfig, FieldConfig, string][])(
  'a change of type (%s) is refused, with what to do, and nothing is lost',
  async (...[, from, to, problem]) => {
    await using at = await temporaryDatabase()
    const before = await boot(at.storage, posts([from]))
    await before.migrate()
    const doc = await before.create({ collection: 'posts', data: { title: '12' } })
    const refused = (await boot(at.storage, posts([to]))).migrate()
    await expect(refused).rejects.toMatchObject({
      code: 'SCHEMA_CHANGE',
      hint: expect.stringContaining('copy the values'),
    })
    await expect(refused).rejects.toThrow(problem)
    expect(await before.findByID({ collection: 'posts', id: doc['id'] })).toEqual(doc)
  },
)

test('indexes come and go, without touching documents', async () => {
  await using at = await temporaryDatabase()
  const two = [title, { name: 'tenant', type: 'text' } as FieldConfig]
  const before = await boot(at.storage, posts(two, { indexes: [{ fields: ['tenant', 'title'], unique: true }] }))
  await before.migrate()
  const doc = await before.create({ collection: 'posts', data: { title: 'A', tenant: 'a' } })
  const after = await boot(
    at.storage,
    posts([{ ...title, index: true }, ...two.slice(1)], { indexes: [{ fields: ['title', 'tenant'] }] }),
  )
  expect(await after.migrate()).toEqual([
    'index posts.title',
    'let values in posts.(tenant, title) repeat',
    'index posts.(title, tenant)',
  ])
  expect(await after.findByID({ collection: 'posts', id: doc['id'] })).toEqual(doc)
})

test('in production nothing is changed: with steps to do it refuses and lists them, without it goes on', async () => {
  await using at = await temporaryDatabase()
  const config = posts([title])
  const content = await boot(at.storage, config)
  await expect(content.migrate({ mode: 'production' })).rejects.toMatchObject({
    code: 'MIGRATION_PENDING',
    message: 'The stored tables are not those of the configuration. To be done:\n- create table posts',
    hint: expect.stringContaining('migrateApp'),
    data: { steps: ['create table posts'] },
  })
  expect(await at.storage.documents.plan(tablesOf({ collections: [config] }))).toEqual(['create table posts'])
  await content.migrate()
  await using again = await at.reopen()
  const next = await boot(again, config)
  expect(await next.migrate({ mode: 'production' })).toEqual([])
  expect(await next.count({ collection: 'posts' })).toEqual({ totalDocs: 0 })
})
